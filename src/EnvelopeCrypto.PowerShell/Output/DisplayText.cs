using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What the format views of the module show; called from EnvelopeCrypto.Format.ps1xml, and of no other use.</summary>
public static class DisplayText
{
    private const int Shown = 20;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A key in the width of a table: the key id of an ARN with its Region, or a name cut short.</summary>
    public static string ShortKeyId(string? keyId)
    {
        if (keyId is null)
        {
            return "";
        }

        string[] parts = keyId.Split(':');
        string name = parts is ["arn", _, "kms", { } region, _, { } resource] ? $"{region} {resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..]}" : keyId;
        name = PrintableText.Of(name);
        return name.Length <= Shown ? name : string.Concat(name.AsSpan(0, Shown - 1), "…");
    }

    /// <summary>Text from a header that nobody has authenticated, without what would act on the terminal.</summary>
    public static string Printable(string? text) => PrintableText.Of(text ?? "");

    /// <summary>A number of bytes in the width of a table: 1.18 MiB.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is not { } number)
        {
            return "";
        }

        double value = number;
        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        // Three digits that count, and never more than four characters before the unit.
        string format = unit == 0 || value >= 99.95 ? "N0" : value >= 9.995 ? "N1" : "N2";
        return $"{value.ToString(format, CultureInfo.CurrentCulture)} {Units[unit]}";
    }

    /// <summary>A number of bytes to the byte, with the readable form behind it.</summary>
    public static string ExactSize(long? bytes) => bytes switch
    {
        null => "",
        < 1024 => bytes.Value.ToString("N0", CultureInfo.CurrentCulture),
        _ => $"{bytes.Value.ToString("N0", CultureInfo.CurrentCulture)} ({Size(bytes)})",
    };

    /// <summary>Several texts from a header, one a line, without what would act on the terminal.</summary>
    public static string PrintableLines(IEnumerable<string>? texts) => string.Join(Environment.NewLine, (texts ?? []).Select(Printable));

    /// <summary>An algorithm suite by name and id.</summary>
    public static string Suite(AlgorithmSuite suite) => string.Create(CultureInfo.InvariantCulture, $"{suite} ({(int)suite:X4})");

    /// <summary>The id of an algorithm suite.</summary>
    public static string SuiteId(AlgorithmSuite suite) => ((int)suite).ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>The directory of a file.</summary>
    public static string? Directory(string path) => Path.GetDirectoryName(path);

    /// <summary>The name of a file without its directory.</summary>
    public static string FileName(string path) => Path.GetFileName(path);

    /// <summary>Several things, one a line.</summary>
    public static string Lines(IEnumerable? things)
    {
        StringBuilder text = new();
        foreach (object? thing in things ?? Array.Empty<object>())
        {
            text.Append(text.Length == 0 ? "" : Environment.NewLine).Append(thing);
        }

        return text.ToString();
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
                text.Append(text.Length == 0 ? "" : Environment.NewLine)
                    .Append(PrintableText.Of((string)pair.Key)).Append(" = ").Append(PrintableText.Of((string)pair.Value!));
            }
        }

        return text.ToString();
    }
}
