using System;
using System.Threading;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// Adds up what a run has done and tells of it seldom: for the first time after a second, so that short work stays silent, then at most five times a
/// second. Thread-safe.
/// </summary>
public sealed class TransferProgress : IProgress<long>
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // What a file costs beside its bytes, in bytes: opening, renaming, the header.
    private const double BytesPerFile = 16 * 1024;

    private readonly TimeProvider _clock;
    private readonly Action<TransferState> _tell;
    private readonly long _begin;
    private long _next;
    private long _filesDone;
    private long _bytesDone;
    private long _filesTotal;
    private long _bytesTotal;
    private int _unknowns;

    /// <summary>Begins.</summary>
    /// <param name="tell">Called on whatever thread reports when something is to be told.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public TransferProgress(Action<TransferState> tell, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(tell);
        _tell = tell;
        _clock = timeProvider ?? TimeProvider.System;
        _begin = _clock.GetTimestamp();
        _next = _begin + Ticks(Silence);
    }

    /// <summary>Whether it has told of anything.</summary>
    public bool HasTold => Volatile.Read(ref _next) > _begin + Ticks(Silence);

    /// <summary>Adds to what the whole is; negative values take away from it.</summary>
    /// <param name="files">Files.</param>
    /// <param name="bytes">Their bytes.</param>
    public void Expect(long files, long bytes)
    {
        Interlocked.Add(ref _filesTotal, files);
        Interlocked.Add(ref _bytesTotal, bytes);
    }

    /// <summary>Part of the whole is not known, until it is taken back by <see cref="EndUnknown"/>.</summary>
    public void BeginUnknown() => Interlocked.Increment(ref _unknowns);

    /// <summary>What was not known was added by <see cref="Expect"/>.</summary>
    public void EndUnknown() => Interlocked.Decrement(ref _unknowns);

    /// <summary>Adds bytes that were done.</summary>
    /// <param name="value">How many since the last report.</param>
    public void Report(long value)
    {
        Interlocked.Add(ref _bytesDone, value);
        TellIfDue();
    }

    /// <summary>Adds a file that was done.</summary>
    public void FileDone()
    {
        Interlocked.Increment(ref _filesDone);
        TellIfDue();
    }

    private void TellIfDue()
    {
        long now = _clock.GetTimestamp();
        long next = Volatile.Read(ref _next);
        if (now >= next && Interlocked.CompareExchange(ref _next, now + Ticks(Interval), next) == next)
        {
            _tell(StateAt(now));
        }
    }

    private TransferState StateAt(long now)
    {
        double seconds = Math.Max((now - _begin) / (double)_clock.TimestampFrequency, 0.001);
        long files = Interlocked.Read(ref _filesDone);
        long bytes = Interlocked.Read(ref _bytesDone);
        long? filesTotal = Volatile.Read(ref _unknowns) == 0 ? Math.Max(files, Interlocked.Read(ref _filesTotal)) : null;
        double? fraction = null;
        TimeSpan? left = null;
        if (filesTotal is { } all)
        {
            double whole = Math.Max(bytes, Interlocked.Read(ref _bytesTotal)) + (all * BytesPerFile);
            fraction = whole > 0 ? Math.Clamp((bytes + (files * BytesPerFile)) / whole, 0, 1) : 0;
            left = fraction > 0 ? TimeSpan.FromSeconds(Math.Min(seconds * (1 - fraction.Value) / fraction.Value, int.MaxValue)) : null;
        }

        return new TransferState(files, filesTotal, bytes, bytes / seconds, fraction, left);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
