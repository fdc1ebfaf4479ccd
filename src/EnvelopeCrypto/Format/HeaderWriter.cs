using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Format;

/// <summary>Lays out the header of a framed message, with room for the commitment key and the authentication that follow from its bytes.</summary>
/// <remarks>Specification: data-format/message-header.md, versions 1 and 2.</remarks>
internal static class HeaderWriter
{
    internal const byte Version1 = 0x01;
    internal const byte Version2 = 0x02;
    internal const byte CustomerAuthenticatedEncryptedData = 0x80;

    /// <summary>Writes all but the tag. The caller puts it into the last <see cref="HeaderBytes.TagLength"/> bytes.</summary>
    internal static byte[] Write(
        AlgorithmSuiteInfo suite,
        ReadOnlySpan<byte> messageId,
        EncryptionContext stored,
        IReadOnlyList<EncryptedDataKey> keys,
        uint frameLength,
        ReadOnlySpan<byte> commitment)
    {
        bool v1 = suite.MessageFormatVersion == 1;
        int context = stored.Serialized.Length;
        long length = (v1 ? 1 + 1 : 1) + sizeof(ushort) + messageId.Length
            + sizeof(ushort) + context + sizeof(ushort)
            + 1 + (v1 ? 4 + 1 : 0) + sizeof(uint) + commitment.Length
            + HeaderBytes.AuthenticationLength(suite.MessageFormatVersion);
        foreach (EncryptedDataKey key in keys)
        {
            length += key.SerializedLength;
        }

        if (length > HeaderParser.MaxLength)
        {
            throw Error.HeaderTooLarge();
        }

        byte[] header = new byte[length];
        Span<byte> rest = header;
        PutByte(ref rest, v1 ? Version1 : Version2);
        if (v1)
        {
            PutByte(ref rest, CustomerAuthenticatedEncryptedData);
        }

        PutUInt16(ref rest, (int)suite.Id);
        Put(ref rest, messageId);
        PutUInt16(ref rest, context);
        Put(ref rest, stored.Serialized.Span);
        PutUInt16(ref rest, keys.Count);
        foreach (EncryptedDataKey key in keys)
        {
            rest = rest[key.Serialize(rest)..];
        }

        PutByte(ref rest, (byte)ContentType.Framed);
        if (v1)
        {
            rest = rest[sizeof(uint)..]; // reserved: zeros
            PutByte(ref rest, HeaderBytes.IvLength);
        }

        BinaryPrimitives.WriteUInt32BigEndian(rest, frameLength);
        commitment.CopyTo(rest[sizeof(uint)..]);
        return header; // the IV of version 1 is zeros
    }

    private static void PutByte(ref Span<byte> rest, byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    private static void PutUInt16(ref Span<byte> rest, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)value);
        rest = rest[sizeof(ushort)..];
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> value)
    {
        value.CopyTo(rest);
        rest = rest[value.Length..];
    }
}
