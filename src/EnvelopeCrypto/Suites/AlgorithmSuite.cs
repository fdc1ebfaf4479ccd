namespace EnvelopeCrypto.Suites;

/// <summary>
/// The algorithm suites of the AWS Encryption SDK. The value of each member is its two-byte id in the message header.
/// </summary>
/// <remarks>Specification: framework/algorithm-suites.md. Id 0000 is reserved.</remarks>
#pragma warning disable CA1008 // Zero is reserved by the specification: there is no "None" suite.
public enum AlgorithmSuite
#pragma warning restore CA1008
{
    /// <summary>0014: AES-128-GCM under the data key itself. For reading old messages; never cached.</summary>
    Aes128Gcm = 0x0014,

    /// <summary>0046: AES-192-GCM under the data key itself. For reading old messages; never cached.</summary>
    Aes192Gcm = 0x0046,

    /// <summary>0078: AES-256-GCM under the data key itself. For reading old messages; never cached.</summary>
    Aes256Gcm = 0x0078,

    /// <summary>0114: AES-128-GCM, HKDF with SHA-256.</summary>
    Aes128GcmHkdfSha256 = 0x0114,

    /// <summary>0146: AES-192-GCM, HKDF with SHA-256.</summary>
    Aes192GcmHkdfSha256 = 0x0146,

    /// <summary>0178: AES-256-GCM, HKDF with SHA-256.</summary>
    Aes256GcmHkdfSha256 = 0x0178,

    /// <summary>0214: AES-128-GCM, HKDF with SHA-256, signed with ECDSA P-256.</summary>
    Aes128GcmHkdfSha256EcdsaP256 = 0x0214,

    /// <summary>0346: AES-192-GCM, HKDF with SHA-384, signed with ECDSA P-384.</summary>
    Aes192GcmHkdfSha384EcdsaP384 = 0x0346,

    /// <summary>0378: AES-256-GCM, HKDF with SHA-384, signed with ECDSA P-384. The default where commitment is forbidden.</summary>
    Aes256GcmHkdfSha384EcdsaP384 = 0x0378,

    /// <summary>0478: AES-256-GCM, HKDF with SHA-512, key commitment. The fastest suite that commits to its key.</summary>
    Aes256GcmHkdfSha512CommitKey = 0x0478,

    /// <summary>0578: AES-256-GCM, HKDF with SHA-512, key commitment, signed with ECDSA P-384. The default.</summary>
    Aes256GcmHkdfSha512CommitKeyEcdsaP384 = 0x0578,
}
