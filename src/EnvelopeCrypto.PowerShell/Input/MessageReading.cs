using System;
using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>What the cmdlets that open messages have in common.</summary>
internal static class MessageReading
{
    internal const string WaysToGiveKeys = "-KeyId, -Discovery, -KeyFile, -Keyring or -MaterialsManager";

    internal static EnvelopeClient CreateClient(CommitmentPolicy policy, int? maxEncryptedDataKeys, int maxFrameLength, bool discovers) =>
        new(policy, maxEncryptedDataKeys ?? (discovers ? KmsDiscoveryKeyring.DefaultMaxKeys : null), maxFrameLength);

    /// <summary>Reads; base64 that turns out to be none is named so.</summary>
    internal static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw CommandError.NotBase64(e);
        }
    }

    /// <summary>What the verbose stream is told of a message.</summary>
    internal static string Report(string target, DecryptResult result) =>
        $"Decrypted {target}: suite {result.Header.SuiteInfo}, key {result.UsedKey?.ToString() ?? "not told"}, data key {(result.FromCache ? "from the cache" : "opened")}.";
}
