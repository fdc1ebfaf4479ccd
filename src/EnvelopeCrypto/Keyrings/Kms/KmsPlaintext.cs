using EnvelopeCrypto.Cryptography;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The answer to Decrypt.</summary>
/// <param name="KeyId">The ARN of the key, as KMS returned it.</param>
/// <param name="Plaintext">The data key; the receiver's to dispose of.</param>
public sealed record KmsPlaintext(string KeyId, SecretBytes Plaintext);
