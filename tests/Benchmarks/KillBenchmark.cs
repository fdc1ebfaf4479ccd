using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Ends the encryption of a tree by force at many moments, each after its first and before its last destination, and looks at what is left: every
/// destination is absent or complete, the sources are as they were, a run that skips what exists finishes the work and clears the leftovers.
/// </summary>
internal static class KillBenchmark
{
    private const int Files = 600;
    private const int MostAttempts = 3;

    internal static async Task<bool> RunAsync(int kills, int fewestLeftovers)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("envelopecrypto-kill-");
        try
        {
            string source = TreeBenchmark.Write(folder, Files);
            string keyFile = Path.Combine(folder.FullName, "key");
            RawAesKeyFile.Create(keyFile);
            byte[] before = Digest(source);
            int withLeftovers = 0;
            int inTime = 0;
            for (int i = 0; i < kills * MostAttempts && inTime < kills; i++)
            {
                string destination = Path.Combine(folder.FullName, "encrypted");
                int wanted = 1 + (int)((long)inTime * (Files - 150) / kills);
                (int written, int leftovers) = await KillAsync(source, destination, keyFile, wanted);
                if (written is > 0 and < Files)
                {
                    inTime++;
                    withLeftovers += leftovers > 0 ? 1 : 0;
                    await DemandIntactAsync(source, destination, keyFile, written);
                    await TreeRun.EncryptAsync(source, destination, keyFile, skipExisting: true);
                    await DemandIntactAsync(source, destination, keyFile, Files);
                    Demand(Leftovers(destination) == 0, "leftovers remained");
                    Demand(Digest(source).AsSpan().SequenceEqual(before), "the sources changed");
                }

                Directory.Delete(destination, recursive: true);
            }

            bool met = inTime == kills && withLeftovers >= fewestLeftovers;
            Console.WriteLine($"{inTime} kills between the first and the last of {Files} destinations, {withLeftovers} of them left temporary files (at least {fewestLeftovers}): {(met ? "met" : "MISSED")}");
            return met;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Starts a run, and kills it once so many destinations are there.</summary>
    private static async Task<(int Written, int Leftovers)> KillAsync(string source, string destination, string keyFile, int wanted)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { ArgumentList = { "tree-of", source, destination, keyFile } };
        using Process child = Process.Start(start)!;
        string watched = Path.Combine(destination, Path.GetRelativePath(source, FileAt(source, wanted - 1))) + TreeRun.Suffix;
        while (!child.HasExited && !File.Exists(watched))
        {
            await Task.Delay(1);
        }

        child.Kill();
        await child.WaitForExitAsync();
        return Directory.Exists(destination) ? (Destinations(destination).Count(), Leftovers(destination)) : (0, 0);
    }

    private static string FileAt(string source, int index) =>
        Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ElementAt(index);

    private static async Task DemandIntactAsync(string source, string destination, string keyFile, int count)
    {
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(keyFile);
        EnvelopeClient client = new();
        int intact = 0;
        foreach (string path in Destinations(destination))
        {
            try
            {
                byte[] plaintext = client.Decrypt(await File.ReadAllBytesAsync(path), new DecryptRequest(keyring)).Plaintext;
                byte[] original = await File.ReadAllBytesAsync(Path.Combine(source, Path.GetRelativePath(destination, path)[..^TreeRun.Suffix.Length]));
                intact += plaintext.AsSpan().SequenceEqual(original) ? 1 : 0;
            }
            catch (EnvelopeCryptoException e)
            {
                Console.Error.WriteLine($"{path}: {e.Message}");
            }
        }

        Demand(intact == count, $"{intact} of {count} destinations are intact");
    }

    private static IEnumerable<string> Destinations(string directory) =>
        Directory.EnumerateFiles(directory, "*" + TreeRun.Suffix, SearchOption.AllDirectories);

    private static int Leftovers(string directory) =>
        Directory.EnumerateFiles(directory, ".*.envelope-partial", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Count();

    private static byte[] Digest(string directory)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return hash.GetHashAndReset();
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"After a kill: {otherwise}.");
        }
    }
}
