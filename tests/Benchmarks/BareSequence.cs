using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// The cryptography that a message of suite 0478 under a cached data key cannot do without, on buffers that are there already: random message id, key
/// derivation and commitment, the header's tag, one frame, and the two SHA-512 of the cache entry id.
/// </summary>
internal sealed class BareSequence
{
    private const int TagLength = 16;

    private readonly byte[] _dataKey = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _messageId = new byte[32];
    private readonly byte[] _pseudorandomKey = new byte[64];
    private readonly byte[] _contentKey = new byte[32];
    private readonly byte[] _commitment = new byte[32];
    private readonly byte[] _iv = new byte[12];
    private readonly byte[] _headerTag = new byte[TagLength];
    private readonly byte[] _tag = new byte[TagLength];
    private readonly byte[] _hash = new byte[64];
    private readonly byte[] _plaintext;
    private readonly byte[] _ciphertext;
    private readonly byte[] _header;
    private readonly byte[] _frameAad = new byte[32 + 33 + 12];
    private readonly byte[] _context;
    private readonly byte[] _idInput = new byte[64 + 3 + 64];

    internal BareSequence(int plaintextLength, int headerLength, int contextLength)
    {
        _plaintext = RandomNumberGenerator.GetBytes(plaintextLength);
        _ciphertext = new byte[plaintextLength];
        _header = RandomNumberGenerator.GetBytes(headerLength);
        _context = RandomNumberGenerator.GetBytes(contextLength);
        Encrypt();
    }

    /// <summary>The id of an encrypt entry: two SHA-512.</summary>
    internal void HashId()
    {
        SHA512.HashData(_context, _hash);
        _hash.CopyTo(_idInput, 67);
        SHA512.HashData(_idInput, _hash);
    }

    internal void Encrypt()
    {
        HashId();
        RandomNumberGenerator.Fill(_messageId);
        Derive();
        using AesGcm cipher = new(_contentKey, TagLength);
        cipher.Encrypt(_iv, default, default, _headerTag.AsSpan(), _header);
        cipher.Encrypt(_iv, _plaintext, _ciphertext, _tag, _frameAad);
    }

    internal void Decrypt()
    {
        HashId();
        Derive();
        using AesGcm cipher = new(_contentKey, TagLength);
        cipher.Decrypt(_iv, default, _headerTag.AsSpan(), default, _header);
        cipher.Decrypt(_iv, _ciphertext, _tag, _plaintext, _frameAad);
    }

    private void Derive()
    {
        HKDF.Extract(HashAlgorithmName.SHA512, _dataKey, _messageId, _pseudorandomKey);
        HKDF.Expand(HashAlgorithmName.SHA512, _pseudorandomKey, _contentKey, "xxDERIVEKEY"u8);
        HKDF.Expand(HashAlgorithmName.SHA512, _pseudorandomKey, _commitment, "COMMITKEY"u8);
    }
}
