using System;
using System.Management.Automation;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Chooses among parameters that exclude each other, where parameter sets do not.</summary>
internal static class GivenParameter
{
    /// <summary>The one that the user wrote; where there is none, the one that the session's defaults give; null where there is none of these either.</summary>
    /// <param name="cmdlet">What was called.</param>
    /// <param name="parameters">Their names.</param>
    /// <param name="ignoresDefaultsAtOdds">Whether several session defaults are none, because something better may come.</param>
    /// <exception cref="CommandException">There are several.</exception>
    internal static string? One(PSCmdlet cmdlet, string[] parameters, bool ignoresDefaultsAtOdds = false)
    {
        string[] given = Array.FindAll(parameters, name =>
            cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out object? value) && value is not SwitchParameter { IsPresent: false });
        string[] written = Array.FindAll(given, name => SessionDefaults.IsExplicit(cmdlet, name));
        string[] chosen = written.Length > 0 ? written : given;
        return chosen switch
        {
            [] => null,
            [string one] => one,
            _ when written.Length == 0 && ignoresDefaultsAtOdds => null,
            _ => throw CommandError.Combination($"-{string.Join(" and -", chosen)} exclude each other."),
        };
    }
}
