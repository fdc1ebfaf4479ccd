using System;
using System.Collections;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>An entry of a cache at the moment when it was looked at. Never a key.</summary>
public sealed class MaterialsCacheEntryInfo
{
    internal MaterialsCacheEntryInfo(MaterialsCacheEntry entry)
    {
        Kind = entry.Kind;
        AlgorithmSuite = entry.AlgorithmSuite;
        EncryptionContext = ContextArgument.ToDictionary(entry.EncryptionContext);
        KeyId = new KeyIdList(entry.KeyIds);
        Created = entry.Created;
        Age = entry.Age;
        TimeLeft = entry.TimeLeft;
        Messages = entry.Messages;
        if (entry is EncryptionCacheEntry encryption)
        {
            Bytes = encryption.Bytes;
            MessagesLeft = encryption.MessagesLeft;
            BytesLeft = encryption.BytesLeft;
        }
    }

    /// <summary>Whether messages are written or read with it.</summary>
    public CacheEntryKind Kind { get; }

    /// <summary>The suite of the messages.</summary>
    public AlgorithmSuite AlgorithmSuite { get; }

    /// <summary>The encryption context of the messages.</summary>
    public IDictionary EncryptionContext { get; }

    /// <summary>The keys that the data key is encrypted under.</summary>
    public KeyIdList KeyId { get; }

    /// <summary>When the data key was asked for.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>The time since then.</summary>
    public TimeSpan Age { get; }

    /// <summary>The time after which it is not used any more.</summary>
    public TimeSpan TimeLeft { get; }

    /// <summary>Messages that it was used for.</summary>
    public long Messages { get; }

    /// <summary>Messages that it may still be used for; null on decryption, which has no such limit.</summary>
    public long? MessagesLeft { get; }

    /// <summary>Bytes that it was used for; null on decryption.</summary>
    public long? Bytes { get; }

    /// <summary>Bytes that it may still be used for; null on decryption.</summary>
    public long? BytesLeft { get; }
}
