using System.Collections.Generic;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>One line to the peer. What is null is left to the peer's defaults.</summary>
public sealed record PeerRequest
{
    public required string Action { get; init; }

    public CommitmentPolicy Policy { get; init; } = CommitmentPolicy.RequireEncryptRequireDecrypt;

    public IReadOnlyList<LocalKey> Keys { get; init; } = [];

    /// <summary>Makes the peer go through its caching materials manager, one for the same keys, with three messages to a data key.</summary>
    public bool Caching { get; init; }

    /// <summary>A KMS and keys of it, instead of local keys.</summary>
    public PeerKms? Kms { get; init; }

    public int? Suite { get; init; }

    /// <summary>Pairs of name and value.</summary>
    public IReadOnlyList<string[]> Context { get; init; } = [];

    public int? FrameLength { get; init; }

    /// <summary>Plaintext or message.</summary>
    public byte[] Data { get; init; } = [];
}
