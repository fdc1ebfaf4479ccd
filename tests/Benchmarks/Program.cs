using System;
using System.Globalization;
using System.Threading.Tasks;
using EnvelopeCrypto.Benchmarks.Compare;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Measures ratios: what is measured and what it is compared with run in turns in one process, so that the speed of the machine cancels out.
/// Run it with <c>dotnet run -c Release --project tests/Benchmarks -- caching</c>. It returns 1 when a ratio is over its target.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
#if DEBUG
        Console.Error.WriteLine("This is a Debug build: the figures mean nothing. Run with -c Release.");
#endif
        switch (args)
        {
            case ["caching"]:
                return CachingBenchmarks.Run() ? 0 : 1;
            case ["compare", .. string[] options]:
                return CompareBenchmark.Run(Compare.CompareOptions.Parse(options)) ? 0 : 1;
            case ["pipeline"]:
                return PipelineBenchmark.Run() ? 0 : 1;
            case ["import"]:
                return ImportBenchmark.Run() ? 0 : 1;
            case ["memory"]:
                return await MemoryBenchmark.RunAsync(largestGibiBytes: 8) ? 0 : 1;
            case ["tree"]:
                return await TreeBenchmark.RunAsync() ? 0 : 1;
            case ["tree-memory-of", { } files]:
                return await TreeBenchmark.RunOneAsync(int.Parse(files, CultureInfo.InvariantCulture)) ? 0 : 1;
            case ["tree-of", { } source, { } destination, { } keyFile]:
                await TreeRun.EncryptAsync(source, destination, keyFile, skipExisting: false);
                return 0;
            case ["kill"]:
                return await KillBenchmark.RunAsync(kills: 100, fewestLeftovers: 30) ? 0 : 1;
            case ["memory-of", { } length]:
                return await MemoryBenchmark.RunOneAsync(long.Parse(length, CultureInfo.InvariantCulture)) ? 0 : 1;
            default:
                Console.Error.WriteLine("Name what to measure: compare, caching, pipeline, memory, import, tree, kill");
                return 2;
        }
    }
}
