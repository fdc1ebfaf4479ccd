using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;

namespace EnvelopeCrypto.Soak;

/// <summary>What the process holds at a moment, after a full collection.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Operations">Done so far, those that a fault ended included.</param>
/// <param name="HeapBytes">Of live objects.</param>
/// <param name="ResidentBytes">Of the process.</param>
/// <param name="Handles">Open file descriptors on Linux, handles elsewhere.</param>
/// <param name="Threads">Of the process.</param>
internal sealed record Reading(TimeSpan At, long Operations, long HeapBytes, long ResidentBytes, int Handles, int Threads)
{
    internal static Reading Take(TimeSpan at, long operations)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using Process self = Process.GetCurrentProcess();
        int handles = OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : self.HandleCount;
        return new Reading(at, operations, heap, self.WorkingSet64, handles, self.Threads.Count);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At:hh\\:mm\\:ss}  {Operations,8} operations  heap {HeapBytes / 1048576.0,6:F1} MiB  resident {ResidentBytes / 1048576.0,6:F0} MiB  {Handles,4} handles  {Threads,3} threads");
}
