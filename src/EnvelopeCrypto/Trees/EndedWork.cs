using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// What has ended, until one reader takes it. To wake the reader for each of very many small pieces costs as much as the pieces: it is woken at once for
/// what is urgent and when it was not woken lately, else a moment later for all that came meanwhile.
/// </summary>
internal sealed class EndedWork<T> : IDisposable
{
    /// <summary>In milliseconds. Nobody who looks on notices.</summary>
    private const int Moment = 10;

    private readonly ConcurrentQueue<T> _items = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Timer _later;
    private long _lastWake = Environment.TickCount64 - Moment;
    private int _isLaterSet;

    internal EndedWork()
    {
        _later = new Timer(static state => ((EndedWork<T>)state!).WakeLater(), this, Timeout.Infinite, Timeout.Infinite);
    }

    internal void Add(T item, bool isUrgent)
    {
        _items.Enqueue(item);
        if (isUrgent || Environment.TickCount64 - Volatile.Read(ref _lastWake) >= Moment)
        {
            Wake();
        }
        else if (Interlocked.Exchange(ref _isLaterSet, 1) == 0)
        {
            try
            {
                _later.Change(Moment, Timeout.Infinite);
            }
            catch (ObjectDisposedException)
            {
                // The reader has taken the item meanwhile, and everything else.
            }
        }
    }

    internal bool TryTake([MaybeNullWhen(false)] out T item) => _items.TryDequeue(out item);

    /// <summary>Waits until something may be there.</summary>
    internal async ValueTask WaitAsync() => await _wake.Reader.ReadAsync();

    public void Dispose() => _later.Dispose();

    private void WakeLater()
    {
        Volatile.Write(ref _isLaterSet, 0);
        Wake();
    }

    private void Wake()
    {
        Volatile.Write(ref _lastWake, Environment.TickCount64);
        _wake.Writer.TryWrite(true);
    }
}
