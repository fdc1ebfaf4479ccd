using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Fuzz.Corpus;

/// <summary>Hands its bytes out in pieces of odd sizes, as a network does, always at once; it cannot be sought.</summary>
public sealed class UnevenStream : Stream
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _greatest;
    private readonly Random _sizes;
    private int _position;

    /// <summary>Makes one.</summary>
    /// <param name="bytes">What it holds.</param>
    /// <param name="greatest">The longest piece.</param>
    /// <param name="seed">Decides the sizes.</param>
    public UnevenStream(ReadOnlyMemory<byte> bytes, int greatest, int seed)
    {
        _bytes = bytes;
        _greatest = greatest;
        _sizes = new Random(seed);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(Math.Min(buffer.Length, _bytes.Length - _position), _sizes.Next(1, _greatest + 1));
        _bytes.Span.Slice(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
