using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// Runs pieces of work on threads of the pool, so many at once at most, and hands over the outcome of each as it ends to whoever adds work or finishes: on
/// that caller's own synchronisation context. For one caller.
/// </summary>
/// <typeparam name="T">What a piece of work results in.</typeparam>
public sealed class BoundedWork<T> : IDisposable
{
    private const int EnoughToStart = 64;

    private readonly EndedWork<(Task<T> Task, Action<Task<T>> Ended)> _ended = new();
    private readonly ConcurrentQueue<(Func<CancellationToken, Task<T>> Work, Action<Task<T>> Ended)> _toStart = new();
    private readonly CancellationTokenSource _stop;
    private readonly int _most;
    private readonly int _mostThreads;
    private int _threads;
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
        _mostThreads = most;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>
    /// On how many threads pieces are begun, at least 1; as many as there may be pieces unless it is set. A thread goes on with the next piece when one waits
    /// for something or has ended: few are enough for pieces that do most of their work before they first wait.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int Threads
    {
        get => _mostThreads;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _mostThreads = value;
        }
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
            await _ended.WaitAsync();
            HandOver();
        }

        _underWay++;
        _toStart.Enqueue((work, ended));
        if (TryAddThread())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.RunAll(), this, preferLocal: false);
        }
    }

    /// <summary>Waits for all work.</summary>
    public async Task FinishAsync()
    {
        HandOver();
        while (_underWay > 0)
        {
            await _ended.WaitAsync();
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
            if (_ended.TryTake(out _))
            {
                _underWay--;
            }
            else
            {
                _ended.WaitAsync().AsTask().GetAwaiter().GetResult();
            }
        }

        _ended.Dispose();
        _stop.Dispose();
    }

    private void HandOver()
    {
        while (_ended.TryTake(out (Task<T> Task, Action<Task<T>> Ended) piece))
        {
            _underWay--;
            piece.Ended(piece.Task);
        }
    }

    private bool TryAddThread()
    {
        int threads = Volatile.Read(ref _threads);
        while (threads < _mostThreads)
        {
            int found = Interlocked.CompareExchange(ref _threads, threads + 1, threads);
            if (found == threads)
            {
                return true;
            }

            threads = found;
        }

        return false;
    }

    /// <summary>Begins one piece after the other while there are any: a thread is not woken for each.</summary>
    private void RunAll()
    {
        do
        {
            while (_toStart.TryDequeue(out (Func<CancellationToken, Task<T>> Work, Action<Task<T>> Ended) piece))
            {
                _ = RunAsync(piece.Work, piece.Ended);
            }

            // Whoever adds a piece from here on starts a thread, unless there are enough; one that was added before is seen here.
            Interlocked.Decrement(ref _threads);
        }
        while (!_toStart.IsEmpty && TryAddThread());
    }

    private async Task RunAsync(Func<CancellationToken, Task<T>> work, Action<Task<T>> ended)
    {
        Task<T> task = CallAsync(work);
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Where many pieces wait to be begun, whoever adds them is not needed for each that has ended.
        _ended.Add((task, ended), isUrgent: !task.IsCompletedSuccessfully || _toStart.Count < EnoughToStart);
    }

    /// <summary>What a piece throws at once is its outcome as well.</summary>
    private async Task<T> CallAsync(Func<CancellationToken, Task<T>> work) => await work(_stop.Token).ConfigureAwait(false);
}
