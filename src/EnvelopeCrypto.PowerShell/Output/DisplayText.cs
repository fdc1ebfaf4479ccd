using System;
using System.Collections;
using System.Collections.Generic;
using System.Text;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What the format views of the module show; called from EnvelopeCrypto.Format.ps1xml, and of no other use.</summary>
public static class DisplayText
{
    private const int Shown = 24;

    /// <summary>A key in the width of a table: the key id of an ARN with its Region, or a name cut short.</summary>
    public static string ShortKeyId(string? keyId)
    {
        if (keyId is null)
        {
            return "";
        }

        string[] parts = keyId.Split(':');
        string name = parts is ["arn", _, "kms", { } region, _, { } resource] ? $"{region} {resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..]}" : keyId;
        return name.Length <= Shown ? name : string.Concat(name.AsSpan(0, Shown - 1), "…");
    }

    /// <summary>The first of several keys and how many more there are.</summary>
    public static string ShortKeyIds(IReadOnlyList<string>? keyIds) => keyIds switch
    {
        null or [] => "",
        [{ } only] => ShortKeyId(only),
        _ => $"{ShortKeyId(keyIds[0])} +{keyIds.Count - 1}",
    };

    /// <summary>An encryption context, one pair a line, without the verification key of signed messages.</summary>
    public static string Context(IDictionary? context)
    {
        StringBuilder text = new();
        foreach (DictionaryEntry pair in context ?? new Hashtable())
        {
            if ((string)pair.Key != "aws-crypto-public-key")
            {
                text.Append(text.Length == 0 ? "" : Environment.NewLine).Append(pair.Key).Append(" = ").Append(pair.Value);
            }
        }

        return text.ToString();
    }
}
