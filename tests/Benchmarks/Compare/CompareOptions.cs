using System;
using System.Globalization;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>What <c>compare</c> is told on the command line.</summary>
internal sealed class CompareOptions
{
    /// <summary>The length of the file in bytes; 1 GiB unless <c>--mib</c> says otherwise.</summary>
    internal long Length { get; private set; } = 1024L * 1024 * 1024;

    /// <summary>How often each contestant runs; at least 3.</summary>
    internal int Runs { get; private set; } = 5;

    /// <summary>Whether other programs take part.</summary>
    internal bool WithPeers { get; private set; } = true;

    /// <summary>Where the figures go as JSON, or null.</summary>
    internal string? Json { get; private set; }

    /// <summary>Where the chart goes, or null.</summary>
    internal string? Chart { get; private set; }

    /// <summary>Reads <c>--mib n --runs n --no-peers --json file --svg file</c>.</summary>
    /// <exception cref="ArgumentException">Something else stands there.</exception>
    internal static CompareOptions Parse(ReadOnlySpan<string> arguments)
    {
        CompareOptions options = new();
        while (!arguments.IsEmpty)
        {
            switch (arguments)
            {
                case ["--no-peers", ..]:
                    options.WithPeers = false;
                    arguments = arguments[1..];
                    continue;
                case ["--mib", { } length, ..]:
                    options.Length = 1024L * 1024 * int.Parse(length, CultureInfo.InvariantCulture);
                    break;
                case ["--runs", { } runs, ..]:
                    options.Runs = Math.Max(3, int.Parse(runs, CultureInfo.InvariantCulture));
                    break;
                case ["--json", { } path, ..]:
                    options.Json = path;
                    break;
                case ["--svg", { } path, ..]:
                    options.Chart = path;
                    break;
                default:
                    throw new ArgumentException($"'{arguments[0]}' is unknown or lacks its value; there are --mib n, --runs n, --no-peers, --json file and --svg file.");
            }

            arguments = arguments[2..];
        }

        return options;
    }
}
