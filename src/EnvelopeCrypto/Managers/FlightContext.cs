using System.Collections.Generic;
using System.Threading;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// Where the call of a flight goes on after each await: on the context of the request that leads, as a keyring may be bound to its thread, for as long
/// as that request waits; then on the thread pool, since a context may drop what comes after the work that it was made for.
/// </summary>
internal sealed class FlightContext : SynchronizationContext
{
    private readonly object _lock = new();
    private readonly SynchronizationContext _leader;
    private readonly HashSet<Continuation> _posted = [];
    private bool _leaderLeft;

    internal FlightContext(SynchronizationContext leader)
    {
        _leader = leader;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        Continuation continuation = new(this, d, state);
        bool toLeader;
        lock (_lock)
        {
            toLeader = !_leaderLeft && _posted.Add(continuation);
        }

        if (toLeader)
        {
            _leader.Post(static work => ((Continuation)work!).Run(), continuation);
        }
        else
        {
            ThreadPool.QueueUserWorkItem(static work => work.Run(), continuation, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>From here on nothing depends on the leader's context; what it has not run yet is run elsewhere.</summary>
    internal void Leave()
    {
        Continuation[] waiting;
        lock (_lock)
        {
            _leaderLeft = true;
            waiting = [.. _posted];
        }

        foreach (Continuation continuation in waiting)
        {
            ThreadPool.QueueUserWorkItem(static work => work.Run(), continuation, preferLocal: false);
        }
    }

    private sealed class Continuation
    {
        private readonly FlightContext _context;
        private readonly SendOrPostCallback _callback;
        private readonly object? _state;
        private int _taken;

        internal Continuation(FlightContext context, SendOrPostCallback callback, object? state)
        {
            _context = context;
            _callback = callback;
            _state = state;
        }

        /// <summary>Runs once, whoever comes first.</summary>
        internal void Run()
        {
            if (Interlocked.Exchange(ref _taken, 1) != 0)
            {
                return;
            }

            lock (_context._lock)
            {
                _context._posted.Remove(this);
            }

            SynchronizationContext? before = Current;
            SetSynchronizationContext(_context);
            try
            {
                _callback(_state);
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
