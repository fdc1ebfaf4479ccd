using System;
using System.Buffers.Binary;
using System.Text;

namespace EnvelopeCrypto.Format;

/// <summary>The provider info of a raw AES keyring: key name, tag length in bits, IV length, IV.</summary>
/// <remarks>Specification: framework/raw-aes-keyring.md, "Key Provider Information".</remarks>
internal readonly struct RawAesProviderInfo
{
    internal const int IvLength = 12;
    internal const int TagLength = 16;
    private const int TailLength = (2 * sizeof(uint)) + IvLength;

    private RawAesProviderInfo(string keyName, ReadOnlyMemory<byte> nameBytes, ReadOnlyMemory<byte> iv)
    {
        KeyName = keyName;
        NameBytes = nameBytes;
        Iv = iv;
    }

    internal string KeyName { get; }

    internal ReadOnlyMemory<byte> NameBytes { get; }

    internal ReadOnlyMemory<byte> Iv { get; }

    internal static byte[] Build(ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> iv)
    {
        byte[] info = new byte[nameBytes.Length + TailLength];
        nameBytes.CopyTo(info);
        Span<byte> tail = info.AsSpan(nameBytes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(tail, TagLength * 8);
        BinaryPrimitives.WriteUInt32BigEndian(tail[sizeof(uint)..], IvLength);
        iv.CopyTo(tail[(2 * sizeof(uint))..]);
        return info;
    }

    internal static bool TryParse(ReadOnlyMemory<byte> info, out RawAesProviderInfo parsed)
    {
        parsed = default;
        int nameLength = info.Length - TailLength;
        if (nameLength < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> tail = info.Span[nameLength..];
        if (BinaryPrimitives.ReadUInt32BigEndian(tail) != TagLength * 8
            || BinaryPrimitives.ReadUInt32BigEndian(tail[sizeof(uint)..]) != IvLength)
        {
            return false;
        }

        ReadOnlyMemory<byte> name = info[..nameLength];
        parsed = new RawAesProviderInfo(Encoding.UTF8.GetString(name.Span), name, info[(nameLength + (2 * sizeof(uint)))..]);
        return true;
    }
}
