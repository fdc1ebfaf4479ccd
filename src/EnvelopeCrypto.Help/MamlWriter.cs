using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace EnvelopeCrypto.Help;

/// <summary>Writes help in MAML, the form that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const int MostValuesInSyntax = 5;
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static string Write(IEnumerable<HelpItem> items) =>
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement(Root + "helpItems", new XAttribute("schema", "maml"), items.Select(Item)) + "\n";

    private static XElement Item(HelpItem item) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", item.Cmdlet.Name),
            new XElement(Command + "verb", item.Cmdlet.Verb),
            new XElement(Command + "noun", item.Cmdlet.Noun),
            Description([item.Page.Synopsis])),
        Description(item.Page.Description),
        new XElement(Command + "syntax", item.Cmdlet.Sets.Select(set => Syntax(item, set))),
        new XElement(Command + "parameters", item.Parameters.OrderBy(static pair => pair.Shape.Name, StringComparer.Ordinal).Select(static pair => Parameter(pair.Shape, pair.Shape.Overall, pair.Text, inSyntax: false))),
        new XElement(Command + "inputTypes", item.Page.Inputs.Select(static type => new XElement(Command + "inputType", Type(type)))),
        new XElement(Command + "returnValues", item.Page.Outputs.Select(static type => new XElement(Command + "returnValue", Type(type)))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(item.Page.Notes))),
        new XElement(Command + "examples", item.Page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", item.Page.Links.Select(Link)));

    /// <summary>A parameter set: positions first, then what is mandatory, then the others.</summary>
    private static XElement Syntax(HelpItem item, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", item.Cmdlet.Name),
        item.Parameters.Select(pair => (pair.Shape, pair.Text, Role: pair.Shape.In(set)))
            .Where(static entry => entry.Role is not null)
            .OrderBy(static entry => entry.Role!.Position ?? int.MaxValue)
            .ThenBy(static entry => entry.Role!.Mandatory ? 0 : 1)
            .Select(static entry => Parameter(entry.Shape, entry.Role!, entry.Text, inSyntax: true)));

    /// <summary>In a parameter set only what shows there; the texts would stand there once for each set.</summary>
    private static XElement Parameter(ParameterShape shape, ParameterRole role, HelpParameter? text, bool inSyntax) => new(
        Command + "parameter",
        new XAttribute("required", role.Mandatory),
        new XAttribute("variableLength", shape.IsArray),
        new XAttribute("globbing", shape.Wildcards),
        new XAttribute("pipelineInput", Pipeline(role)),
        new XAttribute("position", role.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", shape.Aliases.Count == 0 ? "none" : string.Join(", ", shape.Aliases)),
        new XElement(Maml + "name", shape.Name),
        inSyntax ? SyntaxValue(shape) : Facts(shape, text));

    private static XElement? SyntaxValue(ParameterShape shape) =>
        shape.IsSwitch ? null : shape.Values.Count is > 0 and <= MostValuesInSyntax ? Values(shape) : Value(shape);

    private static XElement[] Facts(ParameterShape shape, HelpParameter? text) =>
    [
        Description(text?.Text ?? []),
        Value(shape),
        new XElement(Dev + "type", new XElement(Maml + "name", shape.TypeName), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", text?.Default ?? (shape.IsSwitch ? "False" : "None")),
    ];

    private static XElement Value(ParameterShape shape) => new(
        Command + "parameterValue",
        new XAttribute("required", !shape.IsSwitch),
        new XAttribute("variableLength", shape.IsArray),
        shape.TypeName);

    private static XElement Values(ParameterShape shape) => new(
        Command + "parameterValueGroup",
        shape.Values.Select(static value => new XElement(Command + "parameterValue", new XAttribute("required", false), new XAttribute("variableLength", false), value)));

    private static string Pipeline(ParameterRole role) => (role.ByValue, role.ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement[] Type(HelpType type) =>
        [new XElement(Dev + "type", new XElement(Maml + "name", type.Name)), Description(type.Text)];

    private static XElement Example(HelpExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Link(HelpLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Address.Length > 0 ? link.Text + ":" : link.Text),
        new XElement(Maml + "uri", link.Address));

    private static XElement Description(IEnumerable<string> text) => new(Maml + "description", Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> text) => text.Select(static paragraph => new XElement(Maml + "para", paragraph));
}
