using System;
using System.Diagnostics;
using System.Globalization;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Measures an action against another, in turns of a few milliseconds, by the processor time that the whole process takes: what else the machine does is
/// not in it, the work of the garbage collector is. The ratio is the median of all turns.
/// </summary>
internal static class Comparison
{
    private const int Rounds = 81;

    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs both and prints the result.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="measured">The action.</param>
    /// <param name="baseline">What it is compared with.</param>
    /// <param name="target">The greatest ratio that is good; null to print it only.</param>
    /// <returns>Whether the target is met.</returns>
    internal static bool Run(string name, Action measured, Action baseline, double? target)
    {
        int measuredCount = Calibrate(measured);
        int baselineCount = Calibrate(baseline);
        double[] measuredTimes = new double[Rounds];
        double[] baselineTimes = new double[Rounds];
        double[] ratios = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            baselineTimes[i] = Time(baseline, baselineCount);
            measuredTimes[i] = Time(measured, measuredCount);
            ratios[i] = measuredTimes[i] / baselineTimes[i];
        }

        double ratio = Median(ratios);
        bool met = !(ratio > target);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-44} {Median(measuredTimes),8:F0} ns  baseline {Median(baselineTimes),8:F0} ns  ratio {ratio:F2}{Verdict(met, target)}"));
        return met;
    }

    /// <summary>Prints what an action allocates on this thread.</summary>
    /// <returns>Whether it is less than the target, if there is one.</returns>
    internal static bool Allocates(string name, Action measured, long? target)
    {
        const int Count = 1000;
        measured();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            measured();
        }

        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
        bool met = !(bytes >= target);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {bytes,8:F0} bytes allocated{Verdict(met, target)}"));
        return met;
    }

    private static string Verdict(bool met, double? target) => target is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"  target {target:0.##}: {(met ? "met" : "MISSED")}");

    private static int Calibrate(Action action)
    {
        // Long enough for the tiers of the compiler to have done with it.
        Stopwatch watch = Stopwatch.StartNew();
        int runs = 0;
        while (watch.Elapsed < 100 * RoundLength)
        {
            action();
            runs++;
        }

        return Math.Max(1, runs / 100);
    }

    private static double Time(Action action, int count)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++)
        {
            action();
        }

        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / count;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
