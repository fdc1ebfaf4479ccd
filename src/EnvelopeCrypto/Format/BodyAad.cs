using System;
using System.Buffers.Binary;

namespace EnvelopeCrypto.Format;

/// <summary>The additional authenticated data of one piece of a body: message id, label, number, plaintext length.</summary>
/// <remarks>Specification: data-format/message-body-aad.md. The id is 16 bytes in version 1 and 32 in version 2.</remarks>
internal static class BodyAad
{
    private const int TailLength = sizeof(uint) + sizeof(ulong);


    internal static ReadOnlySpan<byte> FrameLabel => "AWSKMSEncryptionClient Frame"u8;

    internal static ReadOnlySpan<byte> FinalFrameLabel => "AWSKMSEncryptionClient Final Frame"u8;

    internal static ReadOnlySpan<byte> SingleBlockLabel => "AWSKMSEncryptionClient Single Block"u8;

    /// <summary>Writes the part that is the same for all pieces of a kind.</summary>
    internal static byte[] Prepare(ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> label)
    {
        byte[] aad = new byte[messageId.Length + label.Length + TailLength];
        messageId.CopyTo(aad);
        label.CopyTo(aad.AsSpan(messageId.Length));
        return aad;
    }

    /// <summary>Writes the part that is the piece's own.</summary>
    internal static void Complete(Span<byte> aad, uint sequence, long plaintextLength)
    {
        Span<byte> tail = aad[^TailLength..];
        BinaryPrimitives.WriteUInt32BigEndian(tail, sequence);
        BinaryPrimitives.WriteInt64BigEndian(tail[sizeof(uint)..], plaintextLength);
    }
}
