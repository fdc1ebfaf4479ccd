using System;
using System.Collections.Generic;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>How the peer reaches a KMS, and which keyring it makes of it.</summary>
public sealed record PeerKms
{
    public required Uri Endpoint { get; init; }

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    /// <summary>The generator first; none makes a keyring for discovery.</summary>
    public IReadOnlyList<string> KeyIds { get; init; } = [];

    /// <summary>Whether a key stands for its replicas.</summary>
    public bool MultiRegion { get; init; }

    /// <summary>Only keys of this account are discovered.</summary>
    public string? Account { get; init; }

    /// <summary>The one Region in which keys are discovered.</summary>
    public string? Region { get; init; }
}
