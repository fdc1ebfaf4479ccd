using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// One call to the manager below and all requests that wait for it. The one that leads makes the call, but the call is not its own: it is stopped only
/// when everybody has gone.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no link: it holds nothing to dispose of.")]
internal sealed class Flight<TMaterials, TEntry>
    where TMaterials : class, IDisposable
    where TEntry : MaterialsCacheEntry
{
    private readonly object _lock = new();
    private readonly TaskCompletionSource<Landing> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SynchronizationContext? _leader = SynchronizationContext.Current;
    private readonly FlightContext? _context;
    private int _aboard = 1;
    private bool _takingOff = true;
    private bool _closed;
    private TMaterials? _materials;
    private TEntry? _entry;

    /// <summary>A flight that the caller leads.</summary>
    internal Flight()
    {
        _context = _leader is null ? null : new FlightContext(_leader);
    }

    /// <summary>How a flight ended for those who wait.</summary>
    internal enum Landing
    {
        /// <summary>There is an entry for all.</summary>
        Shared,

        /// <summary>What came back is for one message only.</summary>
        NotShared,

        /// <summary>No call was necessary, or the one that led was stopped and its call with it: look into the cache again, and call anew.</summary>
        LookAgain,
    }

    /// <summary>Stops the call when nobody waits for it any more.</summary>
    internal CancellationToken Stop => _stop.Token;

    /// <summary>The entry that came back; those aboard may use it even if the cache has dropped it already.</summary>
    internal TEntry Entry => _entry!;

    /// <summary>
    /// Whether the call goes on only on the thread that asks, so that waiting for it here would be waiting for ever: a keyring that uses the manager
    /// above it, or a call that blocks the thread on whose context the leader awaits.
    /// </summary>
    internal bool NeedsThisThread => _thread == Environment.CurrentManagedThreadId
        && (_takingOff || (_leader is not null && _leader != SynchronizationContext.Current));

    /// <summary>Makes the call, on this thread as far as it goes without waiting.</summary>
    /// <param name="call">Fails by failing the flight, and not otherwise.</param>
    internal void TakeOff(Func<Task> call)
    {
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            _ = call();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(_leader);
            _takingOff = false;
        }
    }

    /// <summary>Gets aboard. Each that does leaves once.</summary>
    /// <returns>False when the flight has landed or was given up.</returns>
    internal bool TryJoin()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _aboard++;
            return true;
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="OperationCanceledException">This request was cancelled; the flight goes on for the others.</exception>
    internal Task<Landing> LandedAsync(CancellationToken cancellationToken) => _landing.Task.WaitAsync(cancellationToken);

    /// <summary>The materials of the request that leads; null when it was stopped and its call failed.</summary>
    internal TMaterials? TakeMaterials() => Interlocked.Exchange(ref _materials, null);

    /// <summary>Ends the flight.</summary>
    /// <param name="landing">What the others are to do.</param>
    /// <param name="materials">For the request that leads.</param>
    /// <param name="entry">For all others; it must be held, and is let go when the last has left.</param>
    /// <returns>False when nobody is there any more; then the caller keeps both.</returns>
    internal bool Land(Landing landing, TMaterials materials, TEntry? entry)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _closed = true;
            _materials = materials;
            _entry = entry;
        }

        _landing.SetResult(landing);
        return true;
    }

    /// <summary>Ends the flight with the same failure for all.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="ofLeaderAlone">
    /// The one that leads has been stopped. A keyring that runs on its thread may fail by that in whatever way, so the others learn nothing from it: they
    /// call anew.
    /// </param>
    internal void Fail(Exception failure, bool ofLeaderAlone)
    {
        lock (_lock)
        {
            _closed = true;
        }

        if (ofLeaderAlone)
        {
            _landing.SetResult(Landing.LookAgain);
            return;
        }

        _landing.SetException(failure);
        _ = _landing.Task.Exception; // seen, even if nobody is left to see it
    }

    /// <summary>Leaves; the last switches off the lights.</summary>
    internal void Leave(bool leads)
    {
        if (leads)
        {
            _context?.Leave();
        }

        lock (_lock)
        {
            if (--_aboard > 0)
            {
                return;
            }

            if (!_closed)
            {
                _closed = true;
                _ = _stop.CancelAsync();
            }
        }

        Interlocked.Exchange(ref _materials, null)?.Dispose();
        _entry?.LetGo();
    }
}
