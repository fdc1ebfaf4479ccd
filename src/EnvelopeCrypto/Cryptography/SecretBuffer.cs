using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>
/// A buffer for plaintext that grows with the bytes that arrive: pinned, zeroed when it moves and when disposed of.
/// Buffers of common sizes are kept for reuse, zeroed.
/// </summary>
internal sealed class SecretBuffer : IDisposable
{
    private const int MinCapacity = 4 * 1024;

    private byte[] _bytes;

    /// <param name="capacity">How much it should hold at first; it may hold more.</param>
    internal SecretBuffer(int capacity = MinCapacity)
    {
        _bytes = SecretBufferPool.Rent(Math.Max(capacity, MinCapacity));
    }

    internal int Capacity => _bytes.Length;

    internal Memory<byte> Memory => _bytes;

    internal Span<byte> Span => _bytes;

    /// <summary>Makes room for <paramref name="capacity"/> bytes and keeps the first <paramref name="used"/>.</summary>
    internal void Grow(int capacity, int used)
    {
        if (capacity <= _bytes.Length)
        {
            return;
        }

        byte[] larger = SecretBufferPool.Rent(capacity);
        _bytes.AsSpan(0, used).CopyTo(larger);
        byte[] old = _bytes;
        _bytes = larger;
        SecretBufferPool.Return(old);
    }

    public void Dispose()
    {
        byte[] old = _bytes;
        _bytes = [];
        SecretBufferPool.Return(old);
    }
}
