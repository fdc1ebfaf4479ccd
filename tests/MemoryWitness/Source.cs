using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace MemoryWitness;

/// <summary>A plaintext of markers, put together in the buffer of whoever reads and nowhere else.</summary>
internal sealed class Source(MaskedSecret marker, long length) : Stream
{
    private long _position;

    /// <summary>Runs before each read.</summary>
    internal Action<long> OnRead { get; init; } = static _ => { };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead(_position);
        cancellationToken.ThrowIfCancellationRequested();
        int count = (int)Math.Min(length - _position, buffer.Length - (buffer.Length % marker.Length));
        for (int i = 0; i + marker.Length <= count; i += marker.Length)
        {
            marker.WriteTo(buffer.Span[i..]);
        }

        if (count == 0 && length > _position)
        {
            // Too little room for a marker: the reader wants to know whether there is more.
            count = Math.Min(1, buffer.Length);
            buffer.Span[..count].Clear();
        }

        _position += count;
        return new ValueTask<int>(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
