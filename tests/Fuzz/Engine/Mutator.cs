using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>Makes new inputs of old ones: flips, odd numbers where lengths stand, pieces moved, doubled, cut out, joined, and words of the format.</summary>
internal sealed class Mutator
{
    private static readonly uint[] OddNumbers =
    [
        0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 17, 32, 63, 64, 127, 128, 255, 256, 4095, 4096, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000,
        0x0FFFFFFF, 0x10000000, 0x40000000, 0x7FFFFFE0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFE0, 0xFFFFFFFE, 0xFFFFFFFF,
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _words;
    private readonly int _maxLength;

    internal Mutator(Random random, IReadOnlyList<byte[]> words, int maxLength)
    {
        _random = random;
        _words = words;
        _maxLength = maxLength;
    }

    internal byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        int times = 1 << _random.Next(5);
        for (int i = _random.Next(times) + 1; i > 0; i--)
        {
            Step(bytes, other);
        }

        if (bytes.Count > _maxLength)
        {
            bytes.RemoveRange(_maxLength, bytes.Count - _maxLength);
        }

        return [.. bytes];
    }

    private void Step(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(_words[_random.Next(_words.Count)]);
            return;
        }

        int at = _random.Next(bytes.Count);
        switch (_random.Next(13))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes[at] = unchecked((byte)(bytes[at] + _random.Next(-16, 17)));
                break;
            case 3:
                Write(bytes, at, OddNumbers[_random.Next(OddNumbers.Length)], 1 << _random.Next(4));
                break;
            case 4:
                Shift(bytes, at);
                break;
            case 5:
                Write(bytes, at, (uint)Math.Max(0, bytes.Count - at + _random.Next(-20, 21)), 2 << _random.Next(2));
                break;
            case 6:
                bytes.RemoveRange(at, Math.Min(PieceLength(), bytes.Count - at));
                break;
            case 7:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(PieceLength(), bytes.Count - at)));
                break;
            case 8:
                bytes.InsertRange(at, new byte[PieceLength()]);
                break;
            case 9:
                bytes.InsertRange(at, _words[_random.Next(_words.Count)]);
                break;
            case 10:
                Overwrite(bytes, at, _words[_random.Next(_words.Count)]);
                break;
            case 11:
                Splice(bytes, at, other);
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private int PieceLength() => 1 + _random.Next(1 << (1 + _random.Next(7)));

    private static void Write(List<byte> bytes, int at, uint number, int width)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(field, number);
        Overwrite(bytes, at, field[^width..]);
    }

    /// <summary>Adds a little to two bytes taken as a number.</summary>
    private void Shift(List<byte> bytes, int at)
    {
        if (at + 1 < bytes.Count)
        {
            uint number = (uint)((bytes[at] << 8) + bytes[at + 1]);
            Write(bytes, at, unchecked(number + (uint)_random.Next(-40, 41)) & 0xFFFF, 2);
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> word)
    {
        for (int i = 0; i < word.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = word[i];
        }
    }

    /// <summary>Goes on with a piece of another input from here.</summary>
    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        if (other.Length == 0)
        {
            return;
        }

        int from = _random.Next(2) == 0 ? Math.Min(at, other.Length - 1) : _random.Next(other.Length);
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(from));
    }
}
