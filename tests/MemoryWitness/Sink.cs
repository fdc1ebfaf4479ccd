using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace MemoryWitness;

/// <summary>Takes what is written, keeps it only where it is no secret, and lets a scenario look on.</summary>
internal sealed class Sink(bool keeps) : Stream
{
    private readonly MemoryStream _kept = new();
    private int _writes;

    /// <summary>Runs before each write, with its number and bytes.</summary>
    internal Action<int, ReadOnlyMemory<byte>> OnWrite { get; init; } = static (_, _) => { };

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal byte[] Kept => _kept.ToArray();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnWrite(_writes++, buffer);
        cancellationToken.ThrowIfCancellationRequested();
        if (keeps)
        {
            _kept.Write(buffer.Span);
        }

        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
