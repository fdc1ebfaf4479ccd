using System;
using System.Threading;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// Has a cache drop its expired entries once a minute, for as long as it holds any, so that a key does not stay in memory because nobody asks for it.
/// It does not keep the cache itself alive.
/// </summary>
internal sealed class ExpirySweep : IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly WeakReference<LocalMaterialsCache> _cache;
    private readonly TimeProvider _timeProvider;
    private ITimer? _timer;
    private bool _running;

    internal ExpirySweep(LocalMaterialsCache cache, TimeProvider timeProvider)
    {
        _cache = new WeakReference<LocalMaterialsCache>(cache);
        _timeProvider = timeProvider;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Called under the lock of the cache.</summary>
    internal void Start()
    {
        if (_running)
        {
            return;
        }

        _running = true;
        _timer ??= _timeProvider.CreateTimer(static sweep => ((ExpirySweep)sweep!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called under the lock of the cache, after a sweep.</summary>
    internal void Continue(bool more)
    {
        _running = false;
        if (more)
        {
            Start();
        }
    }

    private void Tick()
    {
        if (_cache.TryGetTarget(out LocalMaterialsCache? cache))
        {
            cache.Sweep();
        }
        else
        {
            Dispose();
        }
    }
}
