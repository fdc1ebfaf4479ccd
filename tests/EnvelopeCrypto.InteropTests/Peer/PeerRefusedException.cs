using System;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>The peer is there and works, and refused what it was asked.</summary>
public sealed class PeerRefusedException : Exception
{
    public PeerRefusedException(string? message)
        : base($"The peer refused: {message}")
    {
    }
}
