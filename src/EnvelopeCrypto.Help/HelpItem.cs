using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace EnvelopeCrypto.Help;

/// <summary>A cmdlet together with its page.</summary>
/// <param name="Cmdlet">As compiled.</param>
/// <param name="Page">As written; empty where there is none, which a test finds.</param>
/// <param name="Parameters">As compiled, each with its text: those of the cmdlet itself first, those that it inherits behind.</param>
internal sealed record HelpItem(CmdletShape Cmdlet, HelpPage Page, IReadOnlyList<(ParameterShape Shape, HelpParameter? Text)> Parameters)
{
    private static readonly ParameterRole Anywhere = new(Set: null, Mandatory: false, Position: null, ByValue: false, ByPropertyName: false);

    /// <summary>Joins a cmdlet with its page. A parameter of the page that the cmdlet does not have is an error; those of a shared page may be missing.</summary>
    internal static HelpItem Join(CmdletShape cmdlet, string folder)
    {
        string file = Path.Combine(folder, cmdlet.Name + ".md");
        HelpPage page = File.Exists(file) ? HelpPageReader.Read(file) : new HelpPage { File = file, Name = cmdlet.Name };
        HelpParameter? unknown = page.Parameters.FirstOrDefault(text => text.File == page.File && cmdlet.Parameters.All(shape => shape.Name != text.Name));
        if (unknown is not null)
        {
            throw new PageException(page.File, unknown.Line, $"{cmdlet.Name} has no parameter -{unknown.Name}.");
        }

        List<(ParameterShape Shape, HelpParameter? Text)> parameters =
            [.. cmdlet.Parameters.Select(shape => (shape, page.Parameters.FirstOrDefault(text => text.Name == shape.Name)))];
        if (cmdlet.SupportsShouldProcess)
        {
            parameters.Add(Standard("Confirm", "cf", "Asks before each change."));
            parameters.Add(Standard("WhatIf", "wi", "Says what would be done, and does nothing."));
        }

        return new HelpItem(cmdlet, page, parameters);
    }

    private static (ParameterShape Shape, HelpParameter? Text) Standard(string name, string alias, string text) => (
        new ParameterShape(name, "SwitchParameter", IsSwitch: true, IsArray: false, [], [alias], Wildcards: false, [Anywhere]),
        new HelpParameter(name, [text], "False", "", 0));
}
