using System.Collections.Generic;
using System.Collections.Immutable;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Materials;

/// <summary>What a materials manager is asked for when a message is to be written.</summary>
/// <remarks>Specification: framework/cmm-interface.md, "Encryption Materials Request".</remarks>
public sealed class EncryptionMaterialsRequest
{
    /// <summary>The caller's encryption context.</summary>
    public EncryptionContext EncryptionContext { get; init; } = EncryptionContext.Empty;

    /// <summary>The policy that the suite must follow.</summary>
    public CommitmentPolicy CommitmentPolicy { get; init; } = CommitmentPolicy.RequireEncryptRequireDecrypt;

    /// <summary>The suite asked for; null for the policy's default.</summary>
    public AlgorithmSuite? AlgorithmSuite { get; init; }

    /// <summary>The length of the plaintext in bytes, or a bound for it; null when it is not known.</summary>
    public long? MaxPlaintextLength { get; init; }

    /// <summary>Names of the context that are to be authenticated but not stored in the message.</summary>
    public IReadOnlySet<string> RequiredContextNames { get; init; } = ImmutableHashSet<string>.Empty;
}
