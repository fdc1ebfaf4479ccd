using System.Collections.Generic;

namespace EnvelopeCrypto.Help;

/// <summary>A cmdlet as it was compiled.</summary>
/// <param name="Verb">Before the dash.</param>
/// <param name="Noun">Behind it.</param>
/// <param name="SupportsShouldProcess">Whether it has -WhatIf and -Confirm.</param>
/// <param name="Parameters">All that are shown.</param>
/// <param name="Sets">The names of the parameter sets, the default one first.</param>
internal sealed record CmdletShape(string Verb, string Noun, bool SupportsShouldProcess, IReadOnlyList<ParameterShape> Parameters, IReadOnlyList<string> Sets)
{
    internal string Name => $"{Verb}-{Noun}";
}
