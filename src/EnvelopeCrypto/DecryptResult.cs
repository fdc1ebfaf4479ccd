using EnvelopeCrypto.Format;

namespace EnvelopeCrypto;

/// <summary>What is to be said of a message that was read and verified.</summary>
public sealed class DecryptResult
{
    internal DecryptResult(MessageHeader header, EncryptionContext context, EncryptedDataKey? usedKey, long plaintextLength, long messageLength, bool fromCache)
    {
        Header = header;
        EncryptionContext = context;
        UsedKey = usedKey;
        PlaintextLength = plaintextLength;
        MessageLength = messageLength;
        FromCache = fromCache;
    }

    /// <summary>The header of the message, authenticated.</summary>
    public MessageHeader Header { get; }

    /// <summary>The whole encryption context, authenticated: what the message stores and what the caller reproduced.</summary>
    public EncryptionContext EncryptionContext { get; }

    /// <summary>The encrypted data key that was opened; null when the materials manager does not tell.</summary>
    public EncryptedDataKey? UsedKey { get; }

    /// <summary>Bytes of plaintext.</summary>
    public long PlaintextLength { get; }

    /// <summary>Bytes that were read.</summary>
    public long MessageLength { get; }

    /// <summary>Whether the data key came from a cache.</summary>
    public bool FromCache { get; }
}
