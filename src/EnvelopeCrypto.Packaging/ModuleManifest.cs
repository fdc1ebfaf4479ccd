using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace EnvelopeCrypto.Packaging;

/// <summary>What a package says of the module, read from its manifest: single-quoted values, as this project writes them.</summary>
internal sealed partial class ModuleManifest
{
    private readonly string _text;

    internal ModuleManifest(string path)
    {
        _text = File.ReadAllText(path);
    }

    internal string Version => Value("ModuleVersion") + (TryValue("Prerelease") is { } prerelease ? $"-{prerelease}" : "");

    internal string Author => Value("Author");

    internal string CompanyName => Value("CompanyName");

    internal string Copyright => Value("Copyright");

    internal string Description => Value("Description");

    internal IReadOnlyList<string> Tags => List("Tags");

    internal IReadOnlyList<string> Cmdlets => List("CmdletsToExport");

    private string Value(string name) => TryValue(name) ?? throw new PackagingException($"The manifest has no {name}.");

    private string? TryValue(string name)
    {
        Match match = Regex.Match(_text, $@"(?m)^\s*{name}\s*=\s*'((?:[^']|'')*)'");
        return match.Success ? match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal) : null;
    }

    private string[] List(string name)
    {
        Match match = Regex.Match(_text, $@"(?m)^\s*{name}\s*=\s*@\(([^)]*)\)");
        return match.Success
            ? [.. Quoted().Matches(match.Groups[1].Value).Select(static item => item.Groups[1].Value)]
            : throw new PackagingException($"The manifest has no {name}.");
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
