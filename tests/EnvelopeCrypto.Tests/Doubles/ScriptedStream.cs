using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Tests;

/// <summary>A stream that cannot seek and does what a test says when it is read or written.</summary>
internal sealed class ScriptedStream : Stream
{
    internal Func<Memory<byte>, CancellationToken, ValueTask<int>>? OnRead { get; init; }

    internal Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? OnWrite { get; init; }

    public override bool CanRead => OnRead is not null;

    public override bool CanSeek => false;

    public override bool CanWrite => OnWrite is not null;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Hands out no more than <paramref name="step"/> bytes a read.</summary>
    internal static ScriptedStream Trickle(ReadOnlyMemory<byte> data, int step)
    {
        int position = 0;
        return new ScriptedStream
        {
            OnRead = (target, _) =>
            {
                int length = Math.Min(Math.Min(step, target.Length), data.Length - position);
                data.Slice(position, length).CopyTo(target);
                position += length;
                return new ValueTask<int>(length);
            },
        };
    }

    /// <summary>As many bytes as asked for, each told by where it stands; nothing is held in memory.</summary>
    internal static ScriptedStream Pattern(long length)
    {
        long position = 0;
        return new ScriptedStream
        {
            OnRead = (target, _) =>
            {
                int count = (int)Math.Min(target.Length, length - position);
                Span<byte> span = target.Span[..count];
                for (int i = 0; i < count; i++)
                {
                    span[i] = PatternAt(position + i);
                }

                position += count;
                return new ValueTask<int>(count);
            },
        };
    }

    /// <summary>The byte of <see cref="Pattern"/> at a position; its period is a prime, so that a shifted or swapped piece shows.</summary>
    internal static byte PatternAt(long position) => (byte)(position % 251);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => OnRead!(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => OnWrite!(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous form is used.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous form is used.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
