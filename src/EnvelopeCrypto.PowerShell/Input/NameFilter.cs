using System;
using System.Linq;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Which file names -Include and -Exclude let pass.</summary>
internal sealed class NameFilter(string[]? include, string[]? exclude)
{
    private readonly WildcardPattern[]? _include = Compile(include);
    private readonly WildcardPattern[]? _exclude = Compile(exclude);

    internal bool Takes(string name) =>
        (_include is null || _include.Any(pattern => pattern.IsMatch(name))) && (_exclude is null || !_exclude.Any(pattern => pattern.IsMatch(name)));

    private static WildcardPattern[]? Compile(string[]? patterns) =>
        patterns is null ? null : Array.ConvertAll(patterns, static pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.Compiled));
}
