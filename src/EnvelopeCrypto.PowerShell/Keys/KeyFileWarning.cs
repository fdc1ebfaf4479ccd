namespace EnvelopeCrypto.PowerShell.Keys;

/// <summary>What is said of a key file that others can read.</summary>
internal static class KeyFileWarning
{
    internal static string ReadableByOthers(string path) =>
        $"The key file '{path}' can be read by other users. Restrict it to its owner: chmod 600 '{path}'.";
}
