using EnvelopeCrypto.Format;

namespace EnvelopeCrypto;

/// <summary>What is to be said of a message that was written.</summary>
public sealed class EncryptResult
{
    internal EncryptResult(MessageHeader header, long plaintextLength, long messageLength, bool fromCache)
    {
        Header = header;
        PlaintextLength = plaintextLength;
        MessageLength = messageLength;
        FromCache = fromCache;
    }

    /// <summary>The header of the message.</summary>
    public MessageHeader Header { get; }

    /// <summary>Bytes that were encrypted.</summary>
    public long PlaintextLength { get; }

    /// <summary>Bytes that were written.</summary>
    public long MessageLength { get; }

    /// <summary>Whether the data key came from a cache.</summary>
    public bool FromCache { get; }
}
