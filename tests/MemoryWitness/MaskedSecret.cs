using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MemoryWitness;

/// <summary>A secret to look for, held under a random mask and never put together again but in memory that is wiped: a search does not find the searcher.</summary>
internal sealed class MaskedSecret
{
    private readonly byte[] _mask;
    private readonly byte[] _masked;

    private MaskedSecret(string name, int length)
    {
        Name = name;
        _mask = RandomNumberGenerator.GetBytes(length);
        _masked = new byte[length];
    }

    internal string Name { get; }

    internal int Length => _masked.Length;

    private byte this[int index] => (byte)(_masked[index] ^ _mask[index]);

    internal static MaskedSecret Of(string name, ReadOnlySpan<byte> secret)
    {
        MaskedSecret masked = new(name, secret.Length);
        for (int i = 0; i < secret.Length; i++)
        {
            masked._masked[i] = (byte)(secret[i] ^ masked._mask[i]);
        }

        return masked;
    }

    /// <summary>A secret that nobody has seen: its mask and its masked bytes are random each.</summary>
    internal static MaskedSecret Random(string name, int length)
    {
        MaskedSecret masked = new(name, length);
        RandomNumberGenerator.Fill(masked._masked);
        return masked;
    }

    /// <summary>Half of a secret: what finds it finds the whole as well, and pieces of it.</summary>
    internal MaskedSecret Half(int index)
    {
        int half = Length / 2;
        MaskedSecret part = new(Name, half);
        for (int i = 0; i < half; i++)
        {
            part._masked[i] = (byte)(this[(index * half) + i] ^ part._mask[i]);
        }

        return part;
    }

    /// <summary>The secret in base64, as text of one or two bytes a character: whole groups only, so that it fits whatever follows.</summary>
    internal MaskedSecret InBase64(string name, int bytesPerCharacter)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int groups = Length / 3;
        MaskedSecret text = new(name, groups * 4 * bytesPerCharacter);
        text._mask.CopyTo(text._masked, 0);
        for (int i = 0; i < groups * 4; i++)
        {
            int bit = i * 6;
            int pair = (this[bit / 8] << 8) | (bit / 8 + 1 < Length ? this[(bit / 8) + 1] : 0);
            text._masked[i * bytesPerCharacter] ^= (byte)Alphabet[(pair >> (10 - (bit % 8))) & 63];
        }

        return text;
    }

    /// <summary>Writes it out, or as much of its beginning as there is room for.</summary>
    internal void WriteTo(Span<byte> target)
    {
        for (int i = 0; i < Math.Min(Length, target.Length); i++)
        {
            target[i] = this[i];
        }
    }

    internal bool IsAt(ReadOnlySpan<byte> memory)
    {
        for (int i = 0; i < _masked.Length; i++)
        {
            if ((memory[i] ^ _mask[i]) != _masked[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What HKDF makes of this data key for a message with commitment (suites 0478 and 0578), and what it makes that of.</summary>
    internal unsafe (MaskedSecret ContentKey, MaskedSecret PseudorandomKey) Derive(ushort suite, ReadOnlySpan<byte> messageId)
    {
        const int Total = 64 + 64 + 32;
        byte* plain = (byte*)NativeMemory.AllocZeroed(Total);
        try
        {
            Span<byte> key = new(plain, Length);
            Span<byte> pseudorandom = new(plain + 64, 64);
            Span<byte> derived = new(plain + 128, 32);
            WriteTo(key);
            HKDF.Extract(HashAlgorithmName.SHA512, key, messageId, pseudorandom);
            HKDF.Expand(HashAlgorithmName.SHA512, pseudorandom, derived, [(byte)(suite >> 8), (byte)(suite & 0xFF), .. "DERIVEKEY"u8]);
            return (Of("content key", derived), Of("pseudorandom key", pseudorandom));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(new Span<byte>(plain, Total));
            NativeMemory.Free(plain);
        }
    }
}
