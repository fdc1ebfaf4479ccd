using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>The figures of a run: on the screen, as JSON, as a chart.</summary>
internal sealed class Report(Stage stage, CompareOptions options)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly List<Timing> _timings = [];
    private readonly List<Ratio> _ratios = [];
    private readonly List<SerialPart> _serialParts = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _notes = [];

    /// <summary>The cores that the targets count with: two, or one where there is no second.</summary>
    internal static int Cores { get; } = Math.Min(2, Environment.ProcessorCount);

    internal bool AllMet => _ratios.TrueForAll(static ratio => ratio.Met);

    /// <summary>A contestant's times.</summary>
    internal Timing this[string name] => _timings.Single(timing => timing.Name == name);

    internal Timing? Find(string namePart) => _timings.Find(timing => timing.Name.StartsWith(namePart, StringComparison.Ordinal));

    internal void Missing(string text) => _missing.Add(text);

    internal void Note(string text) => _notes.Add(text);

    internal void Add(IEnumerable<Timing> timings) => _timings.AddRange(timings);

    internal void Add(SerialPart part) => _serialParts.Add(part);

    /// <param name="name">What is divided by what.</param>
    /// <param name="ratio">Calculates it from the times of the contestants; medians count, the least times are told as well.</param>
    /// <param name="target">The most that it may be.</param>
    internal void AtMost(string name, Func<Func<Timing, double>, double> ratio, double target)
    {
        double value = ratio(static timing => timing.Median);
        _ratios.Add(new Ratio(name, value, ratio(static timing => timing.Least), $"at most {Text(target)}", value <= target));
    }

    /// <inheritdoc cref="AtMost"/>
    /// <param name="name"></param>
    /// <param name="ratio"></param>
    /// <param name="target">The least that it may be, or null for any.</param>
    internal void AtLeast(string name, Func<Func<Timing, double>, double> ratio, double? target)
    {
        double value = ratio(static timing => timing.Median);
        _ratios.Add(new Ratio(
            name, value, ratio(static timing => timing.Least), target is null ? "for information" : $"at least {Text(target.Value)}", !(value < target)));
    }

    internal void Write()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A file of {stage.Length / 1024 / 1024} MiB {(stage.IsInMemory ? "in memory (tmpfs)" : "in the temporary folder")}, {Environment.ProcessorCount} cores, {options.Runs} runs in turns, medians."));
        _missing.ForEach(text => Console.WriteLine($"Left out: {text}."));
        foreach (Timing timing in _timings)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{timing.Name,-62} {timing.Median,8:F3} s {MebiBytesPerSecond(timing),8:F0} MiB/s  least {timing.Least,8:F3} s  spread {timing.Spread:P0}"));
        }

        Console.WriteLine();
        _notes.ForEach(Console.WriteLine);
        foreach (Ratio ratio in _ratios)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ratio.Name,-92} {ratio.Value,6:F2}  of the least times {ratio.OfLeast,6:F2}  {ratio.Target}{(ratio.Met ? "" : ": MISSED")}"));
        }

        Console.WriteLine();
        _serialParts.ForEach(Console.WriteLine);
        if (options.Json is not null)
        {
            File.WriteAllText(options.Json, ToJson());
        }

        if (options.Chart is not null)
        {
            File.WriteAllText(options.Chart, Chart.Draw([.. _timings.Select(timing => (timing.Name, timing.Kind, MebiBytesPerSecond(timing)))], stage.Length));
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private double MebiBytesPerSecond(Timing timing) => stage.Length / 1024.0 / 1024 / timing.Median;

    private string ToJson() => JsonSerializer.Serialize(
        new
        {
            bytes = stage.Length,
            inMemory = stage.IsInMemory,
            cores = Environment.ProcessorCount,
            runtime = Environment.Version.ToString(),
            missing = _missing,
            notes = _notes,
            timings = _timings.Select(timing => new { timing.Name, kind = timing.Kind.ToString(), timing.Median, timing.Least, timing.Spread, timing.Seconds }),
            ratios = _ratios,
            serialParts = _serialParts.Select(static part => new { part.Name, part.SerialSeconds, part.ParallelSeconds, speedUpAt16Cores = part.SpeedUp(16) }),
        },
        Readable);

    private sealed record Ratio(string Name, double Value, double OfLeast, string Target, bool Met);
}
