using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A wall clock and a monotonic clock that pass only when told to, each by itself.</summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly object _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _utc = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _monotonic = TimeSpan.FromHours(3);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _monotonic.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _utc;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Both clocks pass, and timers fire.</summary>
    internal void Advance(TimeSpan time)
    {
        AdvanceMonotonic(time);
        AdvanceWall(time);
        FakeTimer[] timers;
        lock (_lock)
        {
            timers = [.. _timers];
        }

        foreach (FakeTimer timer in timers)
        {
            timer.FireIfDue();
        }
    }

    /// <summary>As when the wall clock is set back.</summary>
    internal void AdvanceMonotonic(TimeSpan time)
    {
        lock (_lock)
        {
            _monotonic += time;
        }
    }

    /// <summary>As when the machine sleeps and the monotonic clock stands still; negative as when the clock is set back.</summary>
    internal void AdvanceWall(TimeSpan time)
    {
        lock (_lock)
        {
            _utc += time;
        }
    }

    private sealed class FakeTimer : ITimer
    {
        private readonly FakeClock _clock;
        private readonly Action _fire;
        private long? _due;

        internal FakeTimer(FakeClock clock, Action fire)
        {
            _clock = clock;
            _fire = fire;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetTimestamp() + dueTime.Ticks;
            return true;
        }

        public void Dispose() => _due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void FireIfDue()
        {
            if (_clock.GetTimestamp() >= _due)
            {
                _due = null;
                _fire();
            }
        }
    }
}
