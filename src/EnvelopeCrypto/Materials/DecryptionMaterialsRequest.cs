using System;
using System.Collections.Generic;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Materials;

/// <summary>What a materials manager is asked for when a message is to be read.</summary>
/// <remarks>Specification: framework/cmm-interface.md, "Decrypt Materials Request".</remarks>
public sealed class DecryptionMaterialsRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="suite">The suite that the header names.</param>
    /// <param name="encryptedDataKeys">The encrypted data keys of the header, in order.</param>
    /// <param name="storedContext">The encryption context of the header.</param>
    public DecryptionMaterialsRequest(AlgorithmSuite suite, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, EncryptionContext storedContext)
    {
        ArgumentNullException.ThrowIfNull(encryptedDataKeys);
        ArgumentNullException.ThrowIfNull(storedContext);
        AlgorithmSuite = suite;
        EncryptedDataKeys = encryptedDataKeys;
        StoredContext = storedContext;
    }

    /// <summary>The suite that the header names.</summary>
    public AlgorithmSuite AlgorithmSuite { get; }

    /// <summary>The encrypted data keys of the header, in order.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKeys { get; }

    /// <summary>The encryption context of the header.</summary>
    public EncryptionContext StoredContext { get; }

    /// <summary>Pairs that the caller expects: stored ones must be equal, others must have been authenticated when the message was written.</summary>
    public EncryptionContext ReproducedContext { get; init; } = EncryptionContext.Empty;

    /// <summary>The policy that the suite must follow.</summary>
    public CommitmentPolicy CommitmentPolicy { get; init; } = CommitmentPolicy.RequireEncryptRequireDecrypt;
}
