using System;
using System.Threading;

namespace EnvelopeCrypto.Tests;

/// <summary>Adds up what it is told, at once (Progress of the framework tells later, on another thread).</summary>
internal sealed class ProgressSum : IProgress<long>
{
    private long _total;
    private int _reports;

    internal long Total => Interlocked.Read(ref _total);

    internal int Reports => _reports;

    /// <summary>Runs when the first report comes: in the middle of things, when there is enough to do.</summary>
    internal Action? OnFirst { get; init; }

    public void Report(long value)
    {
        Interlocked.Add(ref _total, value);
        if (Interlocked.Increment(ref _reports) == 1)
        {
            OnFirst?.Invoke();
        }
    }
}
