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

    internal static async Task<bool> RunAsync(int largestGibiBytes)
    {
        bool met = true;
        foreach (long length in (long[])[1024L * MegaByte, largestGibiBytes * 1024L * MegaByte])
        {
            ProcessStartInfo start = new(Environment.ProcessPath!)
            {
                ArgumentList = { "memory-of", length.ToString(CultureInfo.InvariantCulture) },
            };
            using Process child = Process.Start(start)!;
            await child.WaitForExitAsync();
            met &= child.ExitCode == 0;
        }

        return met;
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
            bool met = same && peak - idle < MostAboveIdle;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{length / MegaByte,8:N0} MiB: idle {idle:F0} MB, peak {peak:F0} MB, {peak - idle:F0} MB above (at most {MostAboveIdle:F0}); {(same ? "equal" : "DIFFERENT")}: {(met ? "met" : "MISSED")}"));
            return met;
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
