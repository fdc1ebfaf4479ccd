using System;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>How the names of files change when they are encrypted and decrypted.</summary>
internal static class FileSuffix
{
    internal const string Encrypted = ".encrypted";
    private const string Decrypted = ".decrypted";

    /// <summary>Whether a suffix would lead out of the directory, or be no part of a name.</summary>
    internal static bool IsInvalid(string suffix) => suffix.AsSpan().IndexOfAny('/', '\\', '\0') >= 0;

    /// <summary>Whether a name ends in the suffix and has something before it.</summary>
    internal static bool IsOn(string name, string suffix) => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without the suffix; where it has none, with another one, so that the message stays.</summary>
    internal static string Remove(string name, string suffix) =>
        IsOn(name, suffix) ? name[..^suffix.Length] : name + Decrypted;
}
