using System;
using System.Collections;
using System.Collections.Generic;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What was done with one file. It carries a PSPath note of the file written, so that it pipes on.</summary>
public sealed class EnvelopeFileResult
{
    internal EnvelopeFileResult(string path, string destination, EncryptResult result, TimeSpan duration)
    {
        Path = path;
        Destination = destination;
        Length = result.PlaintextLength;
        DestinationLength = result.MessageLength;
        AlgorithmSuite = result.Header.AlgorithmSuite;
        EncryptionContext = ContextArgument.ToDictionary(result.Header.EncryptionContext);
        EncryptedDataKey = [.. result.Header.EncryptedDataKeys];
        KeyUsed = result.Header.EncryptedDataKeys[0].KeyId;
        FromCache = result.FromCache;
        Duration = duration;
    }

    internal EnvelopeFileResult(string path, string destination, DecryptResult result, TimeSpan duration)
    {
        Path = path;
        Destination = destination;
        Length = result.MessageLength;
        DestinationLength = result.PlaintextLength;
        AlgorithmSuite = result.Header.AlgorithmSuite;
        EncryptionContext = ContextArgument.ToDictionary(result.EncryptionContext);
        EncryptedDataKey = [.. result.Header.EncryptedDataKeys];
        KeyUsed = result.UsedKey?.KeyId;
        FromCache = result.FromCache;
        Duration = duration;
    }

    /// <summary>The file that was read; "InputStream" or "input object N (type)" for other inputs.</summary>
    public string Path { get; }

    /// <summary>The file that was written.</summary>
    public string Destination { get; }

    /// <summary>Bytes that were read.</summary>
    public long Length { get; }

    /// <summary>Bytes that were written.</summary>
    public long DestinationLength { get; }

    /// <summary>The algorithm suite of the message.</summary>
    public AlgorithmSuite AlgorithmSuite { get; }

    /// <summary>The encryption context of the message.</summary>
    public IDictionary EncryptionContext { get; }

    /// <summary>The encrypted data keys of the message.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKey { get; }

    /// <summary>The key that made or opened the data key: a key ARN, or the name of a local key.</summary>
    public string? KeyUsed { get; }

    /// <summary>Whether the data key came from a cache.</summary>
    public bool FromCache { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The file that was written.</summary>
    public override string ToString() => Destination;
}
