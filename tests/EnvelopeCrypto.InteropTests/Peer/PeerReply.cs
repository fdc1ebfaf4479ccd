using System.Collections.Generic;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>One line from the peer: what it made or opened, and what its package says of the header.</summary>
public sealed record PeerReply
{
    public bool Ok { get; init; }

    public string? Error { get; init; }

    /// <summary>Message or plaintext.</summary>
    public byte[] Data { get; init; } = [];

    public int Suite { get; init; }

    public int FrameLength { get; init; }

    /// <summary>Pairs of name and value, in the order in which they stand in the message.</summary>
    public IReadOnlyList<string[]> Context { get; init; } = [];

    public IReadOnlyList<string> KeyNamespaces { get; init; } = [];

    /// <summary>The version of the package, in the reply to "hello".</summary>
    public string? Package { get; init; }

    /// <summary>Whether Node decrypts RSA with PKCS#1 v1.5 padding, in the reply to "hello".</summary>
    public bool Pkcs1 { get; init; }
}
