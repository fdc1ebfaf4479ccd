namespace EnvelopeCrypto.Suites;

/// <summary>Whether messages must commit to their data key, on writing and on reading.</summary>
/// <remarks>Specification: framework/commitment-policy.md.</remarks>
public enum CommitmentPolicy
{
    /// <summary>Writes only suites without commitment (default 0378), reads all. For peers that cannot read format version 2.</summary>
    ForbidEncryptAllowDecrypt,

    /// <summary>Writes only suites with commitment (default 0578), reads all. For the time of a migration.</summary>
    RequireEncryptAllowDecrypt,

    /// <summary>Writes and reads only suites with commitment. The default.</summary>
    RequireEncryptRequireDecrypt,
}
