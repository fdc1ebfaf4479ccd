using System;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// A readable stream over work that writes: each piece is handed from the writer to the reader and copied once. The work starts with the first read;
/// its failure comes out of the read at which it happened and of every later one. For one reader at a time.
/// </summary>
internal sealed class PullStream : Stream
{
    private readonly Func<Stream, CancellationToken, Task> _work;
    private readonly Stream? _owned;
    private readonly Channel<ReadOnlyMemory<byte>> _pieces = Channel.CreateBounded<ReadOnlyMemory<byte>>(1);
    private readonly SemaphoreSlim _consumed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private ReadOnlyMemory<byte> _current;
    private Task? _running;
    private bool _disposed;

    /// <param name="work">Writes into the stream that it is given.</param>
    /// <param name="owned">Disposed of with this stream; null for nothing.</param>
    internal PullStream(Func<Stream, CancellationToken, Task> work, Stream? owned)
    {
        _work = work;
        _owned = owned;
    }

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _running ??= RunAsync();
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_current.IsEmpty)
        {
            if (!await _pieces.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }

            _pieces.Reader.TryRead(out _current);
        }

        int length = Math.Min(buffer.Length, _current.Length);
        _current[..length].CopyTo(buffer);
        _current = _current[length..];
        if (_current.IsEmpty)
        {
            _consumed.Release();
        }

        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Blocking.Wait(() => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            Blocking.Wait(async () =>
            {
                await StopAsync().ConfigureAwait(false);
                return true;
            });
        }

        base.Dispose(disposing);
    }

    private async ValueTask StopAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_running is not null)
        {
            await _running.ConfigureAwait(false);
        }

        if (_owned is not null)
        {
            await _owned.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _consumed.Dispose();
    }

    private async Task RunAsync()
    {
        Exception? failure = null;
        try
        {
            await _work(new Sink(this), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        _pieces.Writer.Complete(failure);
    }

    /// <summary>The writer's side: a write ends when the reader has taken all of it.</summary>
    private sealed class Sink(PullStream reader) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!buffer.IsEmpty)
            {
                await reader._pieces.Writer.WriteAsync(buffer, reader._stop.Token).ConfigureAwait(false);
                await reader._consumed.WaitAsync(reader._stop.Token).ConfigureAwait(false);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // Pieces are handed over as they are written.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
