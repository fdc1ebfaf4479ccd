using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A context that runs nothing of what is posted to it until a test says so.</summary>
internal sealed class ManualContext : SynchronizationContext, IDisposable
{
    private readonly object _lock = new();
    private readonly Stack<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
        {
            _posted.Push((d, state));
        }

        _arrived.Release();
    }

    public void Dispose() => _arrived.Dispose();

    /// <summary>Waits for one more to be posted.</summary>
    internal Task PostedAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    /// <summary>Runs what was posted last.</summary>
    internal void RunLast()
    {
        (SendOrPostCallback callback, object? state) last;
        lock (_lock)
        {
            last = _posted.Pop();
        }

        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            last.callback(last.state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
