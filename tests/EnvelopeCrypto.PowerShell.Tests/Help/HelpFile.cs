using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace EnvelopeCrypto.PowerShell.Tests.Help;

/// <summary>The help file that the build wrote, as Get-Help reads it.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static IReadOnlyList<CmdletHelp> Read() =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "en-US", "EnvelopeCrypto.PowerShell.dll-Help.xml")).Root!.Elements(Command + "command").Select(ReadCmdlet)];

    private static CmdletHelp ReadCmdlet(XElement command) => new(
        Text(command.Element(Command + "details")!.Element(Command + "name")),
        Text(command.Element(Command + "details")!.Element(Maml + "description")),
        Text(command.Element(Maml + "description")),
        [.. command.Element(Command + "parameters")!.Elements().Select(static parameter => new ParameterHelp(
            Text(parameter.Element(Maml + "name")),
            Text(parameter.Element(Maml + "description")),
            Text(parameter.Element(Dev + "defaultValue"))))],
        [.. command.Element(Command + "examples")!.Elements().Select(static example => new ExampleHelp(
            Text(example.Element(Maml + "title")), Text(example.Element(Dev + "code")), Text(example.Element(Dev + "remarks"))))],
        Text(command.Element(Command + "inputTypes")),
        Text(command.Element(Command + "returnValues")),
        Text(command.Element(Maml + "alertSet")),
        command.Element(Command + "relatedLinks")!.Elements().Count());

    private static string Text(XElement? element) =>
        element is null ? "" : string.Join('\n', element.DescendantNodes().OfType<XText>().Select(static text => text.Value)).Trim();
}

/// <summary>The help of a cmdlet.</summary>
internal sealed record CmdletHelp(
    string Name,
    string Synopsis,
    string Description,
    IReadOnlyList<ParameterHelp> Parameters,
    IReadOnlyList<ExampleHelp> Examples,
    string Inputs,
    string Outputs,
    string Notes,
    int Links);

/// <summary>The help of a parameter.</summary>
internal sealed record ParameterHelp(string Name, string Text, string Default);

/// <summary>An example.</summary>
internal sealed record ExampleHelp(string Title, string Code, string Remarks);
