using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// Runs pieces of work on the thread pool, so many at once at most, and hands over the outcome of each as it ends to whoever adds work or finishes: on
/// that caller's own synchronisation context. For one caller.
/// </summary>
/// <typeparam name="T">What a piece of work results in.</typeparam>
public sealed class BoundedWork<T> : IDisposable
{
    private readonly Channel<(Task<T> Task, Action<Task<T>> Ended)> _ended =
        Channel.CreateUnbounded<(Task<T>, Action<Task<T>>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop;
    private readonly int _most;
    private int _underWay;
    private bool _isDisposed;

    /// <summary>Makes an instance.</summary>
    /// <param name="most">How many pieces may be under way at once, at least 1.</param>
    /// <param name="cancellationToken">Stops all work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public BoundedWork(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>How many pieces are under way, or have ended and were not handed over yet.</summary>
    public int UnderWay => _underWay;

    /// <summary>Starts a piece of work, once there is room for it. What <paramref name="ended"/> of any piece throws comes out of this.</summary>
    /// <param name="work">The work; its token is cancelled by <see cref="Dispose"/>.</param>
    /// <param name="ended">Called with the ended task during a later call of this method or of <see cref="FinishAsync"/>, or during this one.</param>
    public async Task AddAsync(Func<CancellationToken, Task<T>> work, Action<Task<T>> ended)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(ended);
        HandOver();
        while (_underWay >= _most)
        {
            await _ended.Reader.WaitToReadAsync();
            HandOver();
        }

        _underWay++;
        _ = RunAsync(work, ended);
    }

    /// <summary>Waits for all work.</summary>
    public async Task FinishAsync()
    {
        HandOver();
        while (_underWay > 0)
        {
            await _ended.Reader.WaitToReadAsync();
            HandOver();
        }
    }

    /// <summary>Cancels what is under way and waits until it has ended. Nobody is told of its outcome.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _stop.Cancel();
        while (_underWay > 0)
        {
            if (_ended.Reader.TryRead(out _))
            {
                _underWay--;
            }
            else
            {
                _ended.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
            }
        }

        _stop.Dispose();
    }

    private void HandOver()
    {
        while (_ended.Reader.TryRead(out (Task<T> Task, Action<Task<T>> Ended) piece))
        {
            _underWay--;
            piece.Ended(piece.Task);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task<T>> work, Action<Task<T>> ended)
    {
        Task<T> task = Task.Run(() => work(_stop.Token), CancellationToken.None);
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Writer.TryWrite((task, ended));
    }
}
