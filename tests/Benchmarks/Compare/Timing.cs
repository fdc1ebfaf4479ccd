using System;
using System.Linq;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>How long the runs of a contestant took.</summary>
/// <param name="Name">The contestant.</param>
/// <param name="Kind">Whose work it is.</param>
/// <param name="Seconds">Each run.</param>
internal sealed record Timing(string Name, ContestantKind Kind, double[] Seconds)
{
    internal double Median => Seconds.Order().ElementAt(Seconds.Length / 2);

    /// <summary>The shortest: what else the machine does only adds to it.</summary>
    internal double Least => Seconds.Min();

    /// <summary>From the shortest to the longest, as a part of the median.</summary>
    internal double Spread => (Seconds.Max() - Seconds.Min()) / Median;
}
