using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Time that passes, and time that a thread has had a processor.</summary>
internal static partial class Clock
{
    private const int ThreadTime = 3;

    /// <summary>Only Linux is asked for the time of a thread.</summary>
    internal static bool TellsThreadTime => OperatingSystem.IsLinux();

    internal static double Seconds(Action action)
    {
        GC.Collect();
        Stopwatch watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds that the calling thread has worked since it began.</summary>
    internal static double ThreadSeconds()
    {
        _ = GetTime(ThreadTime, out TimeSpec time);
        return time.Seconds + (time.Nanoseconds / 1e9);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        internal readonly nint Seconds;
        internal readonly nint Nanoseconds;
    }
}
