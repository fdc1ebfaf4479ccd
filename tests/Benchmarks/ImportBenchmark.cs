using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// The time that Import-Module takes in a fresh process of the PowerShell engine, against a binary module that does nothing, in turns. Each process also
/// says whether anything of the AWS SDK is loaded afterwards.
/// </summary>
internal static class ImportBenchmark
{
    private const int Rounds = 21;
    private const double Target = 1.5;

    private const string Script =
        """
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module $env:BENCHMARK_MODULE
        $watch.Stop()
        $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
        [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -like 'AWSSDK*' }).Count
        """;

    internal static bool Run()
    {
        string ours = Path.Combine(FindRoot(), "EnvelopeCrypto.psd1");
        string empty = Path.Combine(AppContext.BaseDirectory, "EmptyModule.psd1");
        double[] measured = new double[Rounds];
        double[] baseline = new double[Rounds];
        bool awsLoaded = false;

        // One round more, the first, which only warms the disk.
        for (int i = -1; i < Rounds; i++)
        {
            (double emptyTime, _) = Import(empty);
            (double ourTime, int awsAssemblies) = Import(ours);
            awsLoaded |= awsAssemblies != 0;
            if (i >= 0)
            {
                (baseline[i], measured[i]) = (emptyTime, ourTime);
            }
        }

        double ratio = Median(measured) / Median(baseline);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Import-Module, fresh processes, medians of {Rounds}: {Median(measured):F0} ms  empty module {Median(baseline):F0} ms  ratio {ratio:F2}  target {Target}: {(ratio <= Target ? "met" : "MISSED")}"));
        Console.WriteLine(awsLoaded ? "Importing the module loaded the AWS SDK: MISSED" : "Nothing of the AWS SDK was loaded: met");
        return ratio <= Target && !awsLoaded;
    }

    private static (double Milliseconds, int AwsAssemblies) Import(string manifest)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SessionHost.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["BENCHMARK_MODULE"] = manifest;
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(Script);
        process.StandardInput.Close();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return process.ExitCode == 0 && lines is [{ } time, { } count]
            ? (double.Parse(time, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"'{manifest}' could not be imported. Build first.");
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    internal static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "EnvelopeCrypto.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("Run this from a clone of the repository.");
    }
}
