using System;
using EnvelopeCrypto.Cryptography;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The answer to GenerateDataKey.</summary>
/// <param name="KeyId">The ARN of the key, as KMS returned it.</param>
/// <param name="Plaintext">The data key; the receiver's to dispose of.</param>
/// <param name="Ciphertext">The data key, encrypted.</param>
public sealed record KmsDataKey(string KeyId, SecretBytes Plaintext, ReadOnlyMemory<byte> Ciphertext);
