using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;

namespace EnvelopeCrypto.Soak;

/// <summary>How operations ended. Thread-safe.</summary>
internal sealed class Tally
{
    private const int ShownDefects = 10;

    private readonly ConcurrentDictionary<string, int> _succeeded = new();
    private readonly ConcurrentDictionary<string, int> _refused = new();
    private int _defects;
    private long _operations;

    internal long Operations => Interlocked.Read(ref _operations);

    internal int Defects => _defects;

    internal void Succeeded(string operation) => Count(_succeeded, operation);

    internal void Refused(string errorId) => Count(_refused, errorId);

    internal void Defect(string what)
    {
        Interlocked.Increment(ref _operations);
        if (Interlocked.Increment(ref _defects) <= ShownDefects)
        {
            Console.WriteLine($"DEFECT: {what}");
        }
    }

    public override string ToString() =>
        $"done: {Join(_succeeded)}\nfailed under faults: {Join(_refused)}\ndefects: {_defects}";

    private static string Join(ConcurrentDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {pair.Value}"));

    private void Count(ConcurrentDictionary<string, int> counts, string name)
    {
        Interlocked.Increment(ref _operations);
        counts.AddOrUpdate(name, 1, static (_, count) => count + 1);
    }
}
