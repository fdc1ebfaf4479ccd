namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>A call to KMS that is about to be made, for logs. It names no encryption context and no key material.</summary>
/// <param name="Operation">GenerateDataKey, Encrypt or Decrypt.</param>
/// <param name="KeyId">The key.</param>
/// <param name="Region">The Region that is asked.</param>
public sealed record KmsCall(string Operation, string KeyId, string Region);
