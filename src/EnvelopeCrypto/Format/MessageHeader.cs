using System;
using System.Collections.Generic;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Format;

/// <summary>The header of a message. Until the message was decrypted nothing in it is authenticated.</summary>
/// <remarks>Specification: data-format/message-header.md.</remarks>
public sealed class MessageHeader
{
    internal MessageHeader(
        AlgorithmSuiteInfo suite,
        ReadOnlyMemory<byte> messageId,
        EncryptionContext context,
        IReadOnlyList<EncryptedDataKey> keys,
        ContentType contentType,
        long frameLength,
        HeaderBytes bytes)
    {
        SuiteInfo = suite;
        MessageId = messageId;
        EncryptionContext = context;
        EncryptedDataKeys = keys;
        ContentType = contentType;
        FrameLength = frameLength;
        Bytes = bytes;
    }

    /// <summary>Version of the message format: 1 or 2.</summary>
    public int Version => SuiteInfo.MessageFormatVersion;

    /// <summary>The algorithm suite.</summary>
    public AlgorithmSuite AlgorithmSuite => SuiteInfo.Id;

    /// <summary>What the suite consists of.</summary>
    public AlgorithmSuiteInfo SuiteInfo { get; }

    /// <summary>The random id of the message: 16 bytes in version 1, 32 in version 2.</summary>
    public ReadOnlyMemory<byte> MessageId { get; }

    /// <summary>The encryption context as stored, with the verification key of signed messages in <c>aws-crypto-public-key</c>.</summary>
    public EncryptionContext EncryptionContext { get; }

    /// <summary>The encrypted data keys, in order.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKeys { get; }

    /// <summary>How the body is laid out.</summary>
    public ContentType ContentType { get; }

    /// <summary>Bytes of plaintext in each frame but the last: 1 to 4,294,967,295; 0 for a body in one piece.</summary>
    public long FrameLength { get; }

    /// <summary>Bytes that the header takes in the message, its authentication included.</summary>
    public int Length => Bytes.Whole.Length;

    internal HeaderBytes Bytes { get; }

    /// <summary>Format version, suite and number of encrypted data keys.</summary>
    public override string ToString() =>
        $"Version {Version}, {SuiteInfo}, {EncryptedDataKeys.Count} encrypted data key{(EncryptedDataKeys.Count == 1 ? "" : "s")}";
}
