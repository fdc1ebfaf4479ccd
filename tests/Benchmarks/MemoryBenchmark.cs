using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Sends files of growing length through encryption and decryption and shows how much memory each took at most, in a process of its own. Needs three times
/// the length of the largest on the disk of the temporary folder.
/// </summary>
internal static class MemoryBenchmark
{
    private const int MegaByte = 1024 * 1024;
    private const double MostAboveIdle = 120;
    private const double MostGrowth = 10;

    internal static async Task<bool> RunAsync(int largestGibiBytes)
    {
        double small = await PeakOfAsync(1024L * MegaByte);
        double large = await PeakOfAsync(largestGibiBytes * 1024L * MegaByte);
        double growth = large - small;
        bool met = Math.Abs(growth) < MostGrowth && small < MostAboveIdle && large < MostAboveIdle;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{growth:F0} MB more for {largestGibiBytes} GiB than for 1 GiB (less than {MostGrowth:F0}): {(met ? "met" : "MISSED")}"));
        return met;
    }

    private static async Task<double> PeakOfAsync(long length)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            ArgumentList = { "memory-of", length.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Console.Write(output);
        return child.ExitCode == 0 ? double.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture) : double.PositiveInfinity;
    }

    /// <summary>One length, in this process.</summary>
    internal static async Task<bool> RunOneAsync(long length)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("envelopecrypto-memory-");
        try
        {
            string source = Path.Combine(folder.FullName, "source");
            byte[] expected = Write(source, length);
            using RawAesKeyring keyring = new("benchmark", "memory", RandomNumberGenerator.GetBytes(32));
            EnvelopeFiles files = new(new EnvelopeClient());
            double idle = PeakMegaBytes();
            await files.EncryptAsync(source, source + ".encrypted", new EncryptRequest(keyring));
            await files.DecryptAsync(source + ".encrypted", source + ".decrypted", new DecryptRequest(keyring));
            double peak = PeakMegaBytes();
            bool same = Hash(source + ".decrypted").AsSpan().SequenceEqual(expected);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{peak - idle:F1} MB above idle ({idle:F0} MB) for {length / MegaByte:N0} MiB, encrypted and decrypted; {(same ? "equal" : "DIFFERENT")}"));
            return same;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Write(string path, long length)
    {
        byte[] block = RandomNumberGenerator.GetBytes(MegaByte);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream file = File.Create(path);
        for (long written = 0; written < length; written += block.Length)
        {
            BitConverter.TryWriteBytes(block, written);
            file.Write(block);
            hash.AppendData(block);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return SHA256.HashData(file);
    }

    private static double PeakMegaBytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (double)MegaByte;
    }
}
