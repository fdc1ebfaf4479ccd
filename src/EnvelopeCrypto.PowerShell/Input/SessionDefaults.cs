using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>
/// Tells a value that a user wrote from one that $PSDefaultParameterValues filled in: the engine binds both alike and shows the difference to nobody.
/// A value equal to the default of its parameter is taken for the default; so whoever writes the default's value again is treated as if he had not.
/// </summary>
internal static class SessionDefaults
{
    private const string Variable = "PSDefaultParameterValues";
    private const string Disabled = "Disabled";

    /// <summary>Whether a parameter has a value that is not the session's default for it.</summary>
    internal static bool IsExplicit(PSCmdlet cmdlet, string parameter) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound) && !IsDefault(cmdlet, parameter, bound);

    private static bool IsDefault(PSCmdlet cmdlet, string parameter, object? bound)
    {
        if (Plain(cmdlet.SessionState.PSVariable.GetValue(Variable)) is not IDictionary defaults
            || (defaults.Contains(Disabled) && LanguagePrimitives.IsTrue(defaults[Disabled])))
        {
            return false;
        }

        foreach (DictionaryEntry entry in defaults)
        {
            if (entry.Key is string key && IsFor(cmdlet, parameter, key) && IsSame(bound, Plain(entry.Value)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFor(PSCmdlet cmdlet, string parameter, string key)
    {
        int colon = key.LastIndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        WildcardPattern command = WildcardPattern.Get(Unquoted(key[..colon]), WildcardOptions.IgnoreCase);
        WildcardPattern name = WildcardPattern.Get(Unquoted(key[(colon + 1)..]), WildcardOptions.IgnoreCase);
        CommandInfo invoked = cmdlet.MyInvocation.MyCommand;
        if (!command.IsMatch(invoked.Name) && !command.IsMatch($"{invoked.ModuleName}\\{invoked.Name}") && !command.IsMatch(cmdlet.MyInvocation.InvocationName))
        {
            return false;
        }

        if (name.IsMatch(parameter))
        {
            return true;
        }

        foreach (string alias in invoked.Parameters[parameter].Aliases)
        {
            if (name.IsMatch(alias))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A script block has been run by the engine already; what it returned is known to nobody else.</summary>
    private static bool IsSame(object? bound, object? given)
    {
        bound = Plain(bound);
        if (ReferenceEquals(bound, given) || given is ScriptBlock)
        {
            return true;
        }

        if (bound is null || given is null || !LanguagePrimitives.TryConvertTo(given, bound.GetType(), CultureInfo.InvariantCulture, out object? converted))
        {
            return false;
        }

        return bound is Array left && converted is Array right ? AreSame(left, right) : bound.Equals(Plain(converted));
    }

    private static bool AreSame(Array left, Array right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        IEnumerator others = right.GetEnumerator();
        foreach (object? item in left)
        {
            others.MoveNext();
            if (!EqualityComparer<object?>.Default.Equals(Plain(item), Plain(others.Current)))
            {
                return false;
            }
        }

        return true;
    }

    private static object? Plain(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    private static string Unquoted(string text) => text.Trim().Trim('"', '\'');
}
