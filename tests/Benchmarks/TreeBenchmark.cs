using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Encrypts a tree of 100,000 files of 1 KiB under a local key, and copies it with File.Copy on as many threads; "bare" is the least that encrypting takes
/// (read, seal, write beside, rename), without this library. And shows how much memory trees of 10,000 and 100,000 files take at most, each in a process of
/// its own. In the folder for temporary files: set TMPDIR for another disk.
/// </summary>
/// <remarks>What is encrypted is on disk, flushed, before it gets its name; what is copied is left to the system's caches.</remarks>
internal static class TreeBenchmark
{
    private const int Files = 100_000;
    private const int SignedFiles = 10_000;
    private const int FilesInDirectory = 1000;
    private const int Rounds = 3;
    private const double MostTimes = 2;
    private const double MostGrowth = 30;

    internal static async Task<bool> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("envelopecrypto-tree-");
        bool met = true;
        try
        {
            string source = Write(folder, Files);
            using RawAesKeyring keyring = new("benchmark", "tree", RandomNumberGenerator.GetBytes(32));
            await MeasureAsync(folder, Write(folder, 1000), keyring, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
            double[] times = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                times[round] = await MeasureAsync(folder, source, keyring, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
            }

            double median = times.Order().ElementAt(Rounds / 2);
            met &= median <= MostTimes;
            Console.WriteLine(Text($"Suite 0478, median of {Rounds}: {median:F2} times the copy (at most {MostTimes:F1}): {(median <= MostTimes ? "met" : "MISSED")}"));
            double signed = await MeasureAsync(folder, Write(folder, SignedFiles), keyring, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
            Console.WriteLine(Text($"Suite 0578, which makes a key pair and a signature for each file: {signed:F2} times the copy (no target)"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        double few = await PeakOfAsync(Files / 10);
        double many = await PeakOfAsync(Files);
        bool flat = few > 0 && many - few < MostGrowth;
        Console.WriteLine(Text($"Peak memory of {Files / 10:N0} files: {few:F0} MB; of {Files:N0}: {many:F0} MB (at most {MostGrowth:F0} more): {(flat ? "met" : "MISSED")}"));
        return met && flat;
    }

    /// <summary>A tree in this process; prints its peak memory.</summary>
    internal static async Task<bool> RunOneAsync(int files)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("envelopecrypto-tree-");
        try
        {
            using RawAesKeyring keyring = new("benchmark", "tree", RandomNumberGenerator.GetBytes(32));
            EncryptRequest request = new(keyring) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
            await TreeRun.EncryptAsync(Write(folder, files), Path.Combine(folder.FullName, "encrypted"), request, skipExisting: false);
            using Process process = Process.GetCurrentProcess();
            Console.WriteLine(Text($"{process.PeakWorkingSet64 / 1024.0 / 1024:F1}"));
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How many times as long as the copy the encryption takes.</summary>
    private static async Task<double> MeasureAsync(DirectoryInfo folder, string source, RawAesKeyring keyring, AlgorithmSuite suite)
    {
        string copy = Path.Combine(folder.FullName, "copy");
        string sealedBare = Path.Combine(folder.FullName, "bare");
        string encrypted = Path.Combine(folder.FullName, "encrypted");
        Effort copying = await Effort.Of(() => BareTree.Copy(source, copy));
        Effort sealing = await Effort.Of(() => BareTree.Seal(source, sealedBare));
        Effort encrypting = await Effort.OfAsync(() => TreeRun.EncryptAsync(source, encrypted, new EncryptRequest(keyring) { AlgorithmSuite = suite }, skipExisting: false));
        int copied = Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories).Count();
        int written = Directory.EnumerateFiles(encrypted, "*" + TreeRun.Suffix, SearchOption.AllDirectories).Count();
        Console.WriteLine(Text($"{written:N0} files, suite {(int)suite:X4}: copied in {copying}, bare in {sealing}, encrypted in {encrypting}"));
        Directory.Delete(copy, recursive: true);
        Directory.Delete(sealedBare, recursive: true);
        Directory.Delete(encrypted, recursive: true);
        return copied == written ? encrypting.Wall / copying.Wall : throw new InvalidOperationException("Files are missing.");
    }

    private static async Task<double> PeakOfAsync(int files)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            ArgumentList = { "tree-memory-of", files.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : 0;
    }

    internal static string Write(DirectoryInfo folder, int files)
    {
        string root = Path.Combine(folder.FullName, Text($"source-{files}"));
        byte[] content = RandomNumberGenerator.GetBytes(1024);
        for (int i = 0; i < files; i++)
        {
            string directory = Path.Combine(root, Text($"d{i / FilesInDirectory:D4}"));
            if (i % FilesInDirectory == 0)
            {
                Directory.CreateDirectory(directory);
            }

            BitConverter.TryWriteBytes(content, i);
            File.WriteAllBytes(Path.Combine(directory, Text($"f{i:D6}.bin")), content);
        }

        return root;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
