using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>What something took: by the clock, and of all processors together, which other work on the machine changes less.</summary>
internal readonly record struct Effort(TimeSpan Wall, TimeSpan Processor)
{
    internal static async Task<Effort> OfAsync(Func<Task> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch clock = Stopwatch.StartNew();
        await work();
        return new Effort(clock.Elapsed, Environment.CpuUsage.TotalTime - before);
    }

    internal static Task<Effort> Of(Action work) => OfAsync(() =>
    {
        work();
        return Task.CompletedTask;
    });

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall.TotalSeconds:F2} s ({Processor.TotalSeconds:F2} s of processors)");
}
