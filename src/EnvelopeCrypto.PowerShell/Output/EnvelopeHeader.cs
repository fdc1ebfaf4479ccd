using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What a message says of itself. Nothing of it is authenticated: it may have been changed by anyone.</summary>
public sealed class EnvelopeHeader
{
    internal EnvelopeHeader(MessageHeader header, long? plaintextLength, string? path)
    {
        Version = header.Version;
        AlgorithmSuite = header.AlgorithmSuite;
        MessageId = Convert.ToHexString(header.MessageId.Span).ToLowerInvariant();
        EncryptionContext = ContextArgument.ToDictionary(header.EncryptionContext);
        EncryptedDataKey = header.EncryptedDataKeys;
        KeyId = new KeyIdList(header.EncryptedDataKeys.Select(static key => key.KeyId));
        FrameLength = header.FrameLength;
        ContentType = header.ContentType;
        PlaintextLength = plaintextLength;
        HeaderLength = header.Length;
        Path = path;
    }

    /// <summary>Version of the message format: 1 or 2.</summary>
    public int Version { get; }

    /// <summary>The algorithm suite.</summary>
    public AlgorithmSuite AlgorithmSuite { get; }

    /// <summary>The random id of the message, in hexadecimal.</summary>
    public string MessageId { get; }

    /// <summary>The encryption context as stored.</summary>
    public IDictionary EncryptionContext { get; }

    /// <summary>The encrypted data keys.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKey { get; }

    /// <summary>The keys that the message was written for: key ARNs, or names of local keys.</summary>
    public KeyIdList KeyId { get; }

    /// <summary>Bytes of plaintext in a frame; 0 for a body in one piece.</summary>
    public long FrameLength { get; }

    /// <summary>How the body is laid out.</summary>
    public ContentType ContentType { get; }

    /// <summary>Bytes of plaintext, where it can be told from the length of the message; else null.</summary>
    public long? PlaintextLength { get; }

    /// <summary>Bytes of the header.</summary>
    public int HeaderLength { get; }

    /// <summary>The file, for a file.</summary>
    public string? Path { get; }

    /// <summary>Always false: a header is only authenticated when its message is decrypted.</summary>
    public bool Authenticated { get; }
}
