using System.Collections.Generic;
using System.Linq;

namespace EnvelopeCrypto.Help;

/// <summary>A parameter as it was compiled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">Its type, in PowerShell's short form.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="IsArray">Whether it takes several.</param>
/// <param name="Values">What may be given, for an enumeration.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Wildcards">Whether it takes wildcards.</param>
/// <param name="Roles">What it is in each parameter set.</param>
internal sealed record ParameterShape(
    string Name,
    string TypeName,
    bool IsSwitch,
    bool IsArray,
    IReadOnlyList<string> Values,
    IReadOnlyList<string> Aliases,
    bool Wildcards,
    IReadOnlyList<ParameterRole> Roles)
{
    /// <summary>What it is in a set; null where it is not in it.</summary>
    internal ParameterRole? In(string set) => Roles.FirstOrDefault(role => role.Set == set || role.Set is null);

    /// <summary>What it is in all sets together: mandatory where it is so in each that has it.</summary>
    internal ParameterRole Overall => new(
        Set: null,
        Roles.All(static role => role.Mandatory),
        Roles.Select(static role => role.Position).FirstOrDefault(static position => position is not null),
        Roles.Any(static role => role.ByValue),
        Roles.Any(static role => role.ByPropertyName));
}

/// <param name="Set">The parameter set; null for all.</param>
/// <param name="Mandatory">Whether it must be given.</param>
/// <param name="Position">Counted from 0; null when it must be named.</param>
/// <param name="ByValue">Whether it takes objects from the pipeline.</param>
/// <param name="ByPropertyName">Whether it takes their properties.</param>
internal sealed record ParameterRole(string? Set, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName);
