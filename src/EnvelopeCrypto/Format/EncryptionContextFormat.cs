using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Format;

/// <summary>The bytes of an encryption context: the number of pairs, then names and values with their lengths.</summary>
/// <remarks>Specification: data-format/message-header.md, "AAD"; framework/structures.md, "Serialization".</remarks>
internal static class EncryptionContextFormat
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads pairs in any order, strictly.</summary>
    /// <returns>The pairs, their names as they stand, and whether those are in order.</returns>
    internal static (Dictionary<string, string> Pairs, string[] Names, bool IsOrdered) Read(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        int count = ReadUInt16(bytes, ref position);
        if (count == 0)
        {
            throw Error.MalformedHeader("its encryption context has a length but no pairs");
        }

        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        List<string> names = [];
        bool isOrdered = true;
        ReadOnlySpan<byte> previous = default;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> key = ReadField(bytes, ref position);
            isOrdered &= previous.SequenceCompareTo(key) <= 0;
            previous = key;
            string name = Decode(key);
            string value = Decode(ReadField(bytes, ref position));
            if (!pairs.TryAdd(name, value))
            {
                throw Error.MalformedHeader("its encryption context has a name twice");
            }

            names.Add(name);
        }

        return position == bytes.Length
            ? (pairs, [.. names], isOrdered)
            : throw Error.MalformedHeader("bytes are left over behind its encryption context");
    }

    /// <summary>Writes pairs, of which there is at least one, ordered by the UTF-8 bytes of their names.</summary>
    /// <returns>The names in that order, and the bytes.</returns>
    internal static (string[] Names, byte[] Serialized) Write(Dictionary<string, string> pairs)
    {
        (byte[] Key, string Name)[] ordered = new (byte[], string)[pairs.Count];
        long length = sizeof(ushort);
        int next = 0;
        foreach ((string name, string value) in pairs)
        {
            byte[] key = Encode(name);
            ordered[next++] = (key, name);
            length += (2 * sizeof(ushort)) + key.Length + ByteCount(value);
        }

        if (length > ushort.MaxValue)
        {
            throw Error.EncryptionContextTooLarge(length);
        }

        Array.Sort(ordered, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        byte[] serialized = new byte[length];
        string[] names = new string[ordered.Length];
        BinaryPrimitives.WriteUInt16BigEndian(serialized, (ushort)ordered.Length);
        int position = sizeof(ushort);
        for (int i = 0; i < ordered.Length; i++)
        {
            names[i] = ordered[i].Name;
            WriteField(serialized, ref position, ordered[i].Key);
            WriteField(serialized, ref position, Encode(pairs[names[i]]));
        }

        return (names, serialized);
    }

    private static void WriteField(byte[] target, ref int position, byte[] field)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target.AsSpan(position), (ushort)field.Length);
        field.CopyTo(target, position + sizeof(ushort));
        position += sizeof(ushort) + field.Length;
    }

    private static byte[] Encode(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw Error.EncryptionContextNotUnicode(e);
        }
    }

    private static int ByteCount(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw Error.EncryptionContextNotUnicode(e);
        }
    }

    private static int ReadUInt16(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (bytes.Length - position < sizeof(ushort))
        {
            throw Error.MalformedHeader("its encryption context is cut off");
        }

        int value = BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
        position += sizeof(ushort);
        return value;
    }

    private static ReadOnlySpan<byte> ReadField(ReadOnlySpan<byte> bytes, scoped ref int position)
    {
        int length = ReadUInt16(bytes, ref position);
        if (bytes.Length - position < length)
        {
            throw Error.MalformedHeader("its encryption context is cut off");
        }

        position += length;
        return bytes.Slice(position - length, length);
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Error.MalformedHeader("its encryption context is not valid UTF-8");
        }
    }
}
