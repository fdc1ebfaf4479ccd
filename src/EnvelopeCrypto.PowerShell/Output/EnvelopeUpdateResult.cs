using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What was done with one file that got other keys. It carries a PSPath note of the file written, so that it pipes on.</summary>
public sealed class EnvelopeUpdateResult
{
    internal EnvelopeUpdateResult(string path, string destination, ReEncryptResult result, TimeSpan duration)
    {
        Path = path;
        Destination = destination;
        Length = result.Old.MessageLength;
        DestinationLength = result.New.MessageLength;
        PlaintextLength = result.New.PlaintextLength;
        OldKeyId = KeysOf(result.Old.Header);
        KeyId = KeysOf(result.New.Header);
        OldKeyUsed = result.Old.UsedKey?.KeyId;
        OldAlgorithmSuite = result.Old.Header.AlgorithmSuite;
        AlgorithmSuite = result.New.Header.AlgorithmSuite;
        EncryptionContext = ContextArgument.ToDictionary(result.New.Header.EncryptionContext);
        EncryptedDataKey = result.New.Header.EncryptedDataKeys;
        FromCache = result.New.FromCache;
        Duration = duration;
    }

    /// <summary>The file that was read; "InputStream" or "input object N (type)" for other inputs.</summary>
    public string Path { get; }

    /// <summary>The file that was written; the same as Path when it was replaced in place.</summary>
    public string Destination { get; }

    /// <summary>Bytes of the old message.</summary>
    public long Length { get; }

    /// <summary>Bytes of the new message.</summary>
    public long DestinationLength { get; }

    /// <summary>Bytes of the plaintext, which is the same in both.</summary>
    public long PlaintextLength { get; }

    /// <summary>The keys that the old message was written for: key ARNs, or names of local keys.</summary>
    public KeyIdList OldKeyId { get; }

    /// <summary>The keys that the new message is written for.</summary>
    public KeyIdList KeyId { get; }

    /// <summary>The key that opened the old message; null when the materials manager does not tell.</summary>
    public string? OldKeyUsed { get; }

    /// <summary>The algorithm suite of the old message.</summary>
    public AlgorithmSuite OldAlgorithmSuite { get; }

    /// <summary>The algorithm suite of the new message.</summary>
    public AlgorithmSuite AlgorithmSuite { get; }

    /// <summary>The encryption context that the new message stores.</summary>
    public IDictionary EncryptionContext { get; }

    /// <summary>The encrypted data keys of the new message.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKey { get; }

    /// <summary>Whether the data key of the new message came from a cache.</summary>
    public bool FromCache { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The file that was written.</summary>
    public override string ToString() => Destination;

    private static KeyIdList KeysOf(MessageHeader header) => new(header.EncryptedDataKeys.Select(static key => key.KeyId));
}
