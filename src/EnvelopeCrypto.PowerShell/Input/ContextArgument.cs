using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using EnvelopeCrypto.Format;

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
        System.Collections.Specialized.OrderedDictionary pairs = new(System.StringComparer.Ordinal);
        foreach ((string name, string value) in context)
        {
            pairs.Add(name, value);
        }

        return pairs;
    }

    private static string? ToText(object? value) =>
        value is null ? null : (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
}
