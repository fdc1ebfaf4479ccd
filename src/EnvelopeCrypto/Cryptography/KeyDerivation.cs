using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Cryptography;

/// <summary>Derives the content key, and for suites with commitment the commitment key, from a data key and a message id.</summary>
/// <remarks>
/// Specification: framework/algorithm-suites.md, "Key Derivation Algorithm" and "Commit Key"; RFC 5869.
/// Without key derivation the content key is the data key. Version 1: salt of zeros, info = suite id and message id.
/// Version 2: salt = message id, info = suite id and "DERIVEKEY", or "COMMITKEY".
/// </remarks>
internal static class KeyDerivation
{
    private const int MaxHashLength = 64;

    /// <param name="suite">The suite of the message.</param>
    /// <param name="dataKey">As long as the suite says.</param>
    /// <param name="messageId">The id of the message.</param>
    /// <param name="commitment">Filled with the commitment key; 32 bytes for suites with commitment, else empty.</param>
    /// <returns>The content key, to be disposed of by the caller.</returns>
    internal static SecretBytes DeriveContentKey(
        AlgorithmSuiteInfo suite,
        ReadOnlySpan<byte> dataKey,
        ReadOnlySpan<byte> messageId,
        Span<byte> commitment)
    {
        if (!suite.HasKeyDerivation)
        {
            return SecretBytes.CopyOf(dataKey);
        }

        SecretBytes contentKey = new(suite.DataKeyLength);
        Span<byte> pseudorandomKey = stackalloc byte[MaxHashLength];
        try
        {
            ReadOnlySpan<byte> salt = suite.HasCommitment ? messageId : default;
            int length = HKDF.Extract(suite.KdfHash, dataKey, salt, pseudorandomKey);
            Span<byte> suiteId = stackalloc byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16BigEndian(suiteId, (ushort)suite.Id);
            ReadOnlySpan<byte> label = suite.HasCommitment ? "DERIVEKEY"u8 : messageId;
            HKDF.Expand(suite.KdfHash, pseudorandomKey[..length], contentKey.Writable(), [.. suiteId, .. label]);
            if (suite.HasCommitment)
            {
                HKDF.Expand(suite.KdfHash, pseudorandomKey[..length], commitment, "COMMITKEY"u8);
            }

            return contentKey;
        }
        catch
        {
            contentKey.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pseudorandomKey);
        }
    }
}
