using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace EnvelopeCrypto.Soak;

/// <summary>
/// Judges readings: the median of the last quarter against that of the second. In the first quarter everything is still warming up; medians, because
/// each reading catches the operations that are under way.
/// </summary>
internal static class Growth
{
    private const long MebiByte = 1024 * 1024;

    internal static bool Judge(IReadOnlyList<Reading> readings)
    {
        int quarter = readings.Count / 4;
        if (quarter < 2)
        {
            Console.WriteLine("Too short to judge growth: at least 8 readings are needed.");
            return false;
        }

        Reading[] early = [.. readings.Skip(quarter).Take(quarter)];
        Reading[] late = [.. readings.Skip(readings.Count - quarter)];
        bool flat = Compare("heap (MiB)", early, late, static r => r.HeapBytes / MebiByte, 1.10, 8);
        flat &= Compare("resident (MiB)", early, late, static r => r.ResidentBytes / MebiByte, 1.15, 48);
        flat &= Compare("handles", early, late, static r => r.Handles, 1, 12);
        flat &= Compare("threads", early, late, static r => r.Threads, 1, 8);
        return flat;
    }

    private static bool Compare(string what, Reading[] early, Reading[] late, Func<Reading, long> value, double factor, long margin)
    {
        long before = Median(early, value);
        long after = Median(late, value);
        long limit = (long)(before * factor) + margin;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {before} in the second quarter, {after} in the last, at most {limit}: {(after <= limit ? "flat" : "GROWS")}"));
        return after <= limit;
    }

    private static long Median(Reading[] readings, Func<Reading, long> value)
    {
        long[] sorted = [.. readings.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
