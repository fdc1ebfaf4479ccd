using System;
using System.Buffers.Binary;
using System.Text;

namespace KmsEmulator.Keys;

/// <summary>
/// What Encrypt and GenerateDataKey return and Decrypt takes: version 1, length of the name, name of the key ("account/id", without a Region, so
/// that every replica opens it), nonce, ciphertext, tag. Name and encryption context are authenticated. Opaque to callers.
/// </summary>
internal sealed class CiphertextBlob
{
    private const byte Version = 1;
    private const int PrefixLength = 2;

    private readonly byte[] _blob;
    private readonly int _headerLength;

    private CiphertextBlob(byte[] blob, int headerLength, string account, string keyId)
    {
        _blob = blob;
        _headerLength = headerLength;
        Account = account;
        KeyId = keyId;
    }

    internal string Account { get; }

    internal string KeyId { get; }

    internal static byte[] Seal(KmsKey key, ReadOnlySpan<byte> plaintext, EncryptionContext context)
    {
        string name = $"{key.Arn.Account}/{key.Arn.KeyId}";
        byte[] blob = new byte[PrefixLength + name.Length + KeyMaterial.Overhead + plaintext.Length];
        int headerLength = PrefixLength + name.Length;
        blob[0] = Version;
        blob[1] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name, blob.AsSpan(PrefixLength));
        key.Material.Seal(plaintext, Associated(blob.AsSpan(0, headerLength), context), blob.AsSpan(headerLength));
        return blob;
    }

    /// <summary>Reads the name of the key; null when this is no blob of the emulator.</summary>
    internal static CiphertextBlob? TryParse(byte[] blob)
    {
        if (blob.Length < PrefixLength || blob[0] != Version || blob.Length < PrefixLength + blob[1] + KeyMaterial.Overhead)
        {
            return null;
        }

        string[] name = Encoding.ASCII.GetString(blob, PrefixLength, blob[1]).Split('/');
        return name.Length == 2 ? new CiphertextBlob(blob, PrefixLength + blob[1], name[0], name[1]) : null;
    }

    internal bool IsUnder(KmsKey key) => key.Arn.Account == Account && key.Arn.KeyId == KeyId;

    /// <summary>The plaintext, or null when blob or context are not those that were sealed.</summary>
    internal byte[]? TryOpen(KmsKey key, EncryptionContext context) =>
        key.Material.TryOpen(_blob.AsSpan(_headerLength), Associated(_blob.AsSpan(0, _headerLength), context));

    private static byte[] Associated(ReadOnlySpan<byte> header, EncryptionContext context)
    {
        byte[] associated = new byte[sizeof(int) + header.Length + context.Canonical.Length];
        BinaryPrimitives.WriteInt32BigEndian(associated, header.Length);
        header.CopyTo(associated.AsSpan(sizeof(int)));
        context.Canonical.CopyTo(associated.AsSpan(sizeof(int) + header.Length));
        return associated;
    }
}
