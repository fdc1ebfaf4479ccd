using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Turns the dictionary of -EncryptionContext into a context: names as they are written, values as invariant text.</summary>
internal static class ContextArgument
{
    internal static EncryptionContext Read(IDictionary? pairs)
    {
        if (pairs is null)
        {
            return EncryptionContext.Empty;
        }

        List<KeyValuePair<string, string>> list = new(pairs.Count);
        foreach (DictionaryEntry pair in pairs)
        {
            list.Add(new(ToText(pair.Key)!, ToText(pair.Value)!));
        }

        return EncryptionContext.Create(list);
    }

    /// <summary>As a dictionary that PowerShell shows, and takes again as -EncryptionContext. Names differ by case.</summary>
    internal static IDictionary ToDictionary(EncryptionContext context)
    {
        System.Collections.Specialized.OrderedDictionary pairs = new(StringComparer.Ordinal);
        foreach ((string name, string value) in context)
        {
            pairs.Add(name, value);
        }

        return pairs;
    }

    /// <summary>Invariant text of a string, number, date and the like. What is several things, or has but the name of its type as text, is refused.</summary>
    private static string? ToText(object? value)
    {
        object? bare = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (bare is null or string)
        {
            return (string?)bare;
        }

        string text = (string)LanguagePrimitives.ConvertTo(bare, typeof(string), CultureInfo.InvariantCulture);
        return bare is IEnumerable or PSCustomObject || text == bare.GetType().ToString() ? throw CommandError.ContextValue(bare.GetType()) : text;
    }
}
