using System;

namespace EnvelopeCrypto.Tests;

/// <summary>A clock that goes when it is told to.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private long _now = 1000;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _now;

    internal void Pass(int milliseconds) => _now += milliseconds;
}
