using System;
using System.Threading;

namespace KmsEmulator.Tests;

/// <summary>The real time, moved.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _offset;

    internal TimeSpan Offset
    {
        get => new(Volatile.Read(ref _offset));
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
