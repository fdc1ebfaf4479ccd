using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The three operations of AWS KMS that keyrings need, in one Region. Failures are <see cref="Errors.KmsException"/>. Thread-safe.</summary>
/// <remarks>AWS KMS API: GenerateDataKey, Encrypt, Decrypt.</remarks>
public interface IKmsClient
{
    /// <summary>Makes a data key, in plaintext and encrypted.</summary>
    /// <param name="keyId">A key ARN, key id, alias ARN or alias name.</param>
    /// <param name="length">Bytes of the data key, 1 to 1024.</param>
    /// <param name="context">Bound to the ciphertext.</param>
    /// <param name="grantTokens">Grants that are not yet effective everywhere.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<KmsDataKey> GenerateDataKeyAsync(
        string keyId, int length, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken);

    /// <summary>Encrypts a data key that exists.</summary>
    /// <param name="keyId">A key ARN, key id, alias ARN or alias name.</param>
    /// <param name="plaintext">The data key; stays the caller's.</param>
    /// <param name="context">Bound to the ciphertext.</param>
    /// <param name="grantTokens">Grants that are not yet effective everywhere.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<KmsCiphertext> EncryptAsync(
        string keyId, SecretBytes plaintext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken);

    /// <summary>Decrypts a data key.</summary>
    /// <param name="keyId">The key that must have encrypted it.</param>
    /// <param name="ciphertext">The encrypted data key.</param>
    /// <param name="context">The context that it was encrypted with.</param>
    /// <param name="grantTokens">Grants that are not yet effective everywhere.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<KmsPlaintext> DecryptAsync(
        string keyId, ReadOnlyMemory<byte> ciphertext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken);
}
