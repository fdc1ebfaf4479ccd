using System;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// A point in time by two clocks. What has passed since is the greater of what the two say: the monotonic clock may stand still while the
/// machine sleeps, and the wall clock may be set back; neither prolongs the life of a key.
/// </summary>
internal readonly struct Moment
{
    private readonly TimeProvider _clock;
    private readonly long _timestamp;

    private Moment(TimeProvider clock)
    {
        _clock = clock;
        _timestamp = clock.GetTimestamp();
        Utc = clock.GetUtcNow();
    }

    internal DateTimeOffset Utc { get; }

    internal TimeSpan Elapsed
    {
        get
        {
            TimeSpan monotonic = _clock.GetElapsedTime(_timestamp);
            TimeSpan wall = _clock.GetUtcNow() - Utc;
            return monotonic > wall ? monotonic : wall;
        }
    }

    internal static Moment Now(TimeProvider clock) => new(clock);
}
