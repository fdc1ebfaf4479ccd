using System;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The answer to Encrypt.</summary>
/// <param name="KeyId">The ARN of the key, as KMS returned it.</param>
/// <param name="Ciphertext">The data key, encrypted.</param>
public sealed record KmsCiphertext(string KeyId, ReadOnlyMemory<byte> Ciphertext);
