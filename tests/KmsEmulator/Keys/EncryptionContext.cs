using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace KmsEmulator.Keys;

/// <summary>
/// The pairs that a ciphertext is bound to: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html. Order does not matter,
/// case does.
/// </summary>
internal sealed class EncryptionContext
{
    /// <summary>The most bytes that keys and values may have together, in UTF-8.</summary>
    internal const int MaxLength = 8192;

    internal static readonly EncryptionContext Empty = new(new SortedDictionary<string, string>(StringComparer.Ordinal));

    private readonly SortedDictionary<string, string> _pairs;

    internal EncryptionContext(SortedDictionary<string, string> pairs)
    {
        _pairs = pairs;
        foreach ((string key, string value) in pairs)
        {
            Length += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        Canonical = Serialize();
    }

    internal IReadOnlyDictionary<string, string> Pairs => _pairs;

    /// <summary>Bytes of all keys and values in UTF-8.</summary>
    internal int Length { get; }

    /// <summary>The pairs in ordinal order, every part after its length: no two contexts have the same bytes.</summary>
    internal byte[] Canonical { get; }

    internal bool Includes(EncryptionContext other)
    {
        foreach ((string key, string value) in other._pairs)
        {
            if (!_pairs.TryGetValue(key, out string? own) || own != value)
            {
                return false;
            }
        }

        return true;
    }

    internal bool IsSame(EncryptionContext other) => Canonical.AsSpan().SequenceEqual(other.Canonical);

    private byte[] Serialize()
    {
        byte[] bytes = new byte[Length + (2 * sizeof(int) * _pairs.Count)];
        Span<byte> rest = bytes;
        foreach ((string key, string value) in _pairs)
        {
            rest = Write(rest, key);
            rest = Write(rest, value);
        }

        return bytes;
    }

    private static Span<byte> Write(Span<byte> destination, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, destination[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, length);
        return destination[(sizeof(int) + length)..];
    }
}
