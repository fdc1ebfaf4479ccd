using System;
using System.Security.Cryptography;

namespace KmsEmulator.Keys;

/// <summary>A 256-bit AES-GCM key. All keys of a multi-Region family share one.</summary>
internal sealed class KeyMaterial
{
    internal const int Overhead = NonceLength + TagLength;

    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>Writes nonce, ciphertext and tag.</summary>
    internal void Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated, Span<byte> destination)
    {
        Span<byte> nonce = destination[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using AesGcm cipher = new(_key, TagLength);
        cipher.Encrypt(nonce, plaintext, destination[NonceLength..^TagLength], destination[^TagLength..], associated);
    }

    /// <summary>The plaintext, or null when the bytes or the associated data are not those that were sealed.</summary>
    internal byte[]? TryOpen(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> associated)
    {
        if (sealedBytes.Length < Overhead)
        {
            return null;
        }

        byte[] plaintext = new byte[sealedBytes.Length - Overhead];
        using AesGcm cipher = new(_key, TagLength);
        try
        {
            cipher.Decrypt(sealedBytes[..NonceLength], sealedBytes[NonceLength..^TagLength], sealedBytes[^TagLength..], plaintext, associated);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
