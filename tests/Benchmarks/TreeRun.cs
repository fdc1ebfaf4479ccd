using System;
using System.IO;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>Encrypts a tree as Protect-EnvelopeData -Recurse does, without PowerShell around it.</summary>
internal static class TreeRun
{
    internal const string Suffix = ".encrypted";

    internal static async Task EncryptAsync(string source, string destination, string keyFile, bool skipExisting)
    {
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(keyFile);
        await EncryptAsync(source, destination, new EncryptRequest(keyring) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey }, skipExisting);
    }

    internal static async Task EncryptAsync(string source, string destination, EncryptRequest request, bool skipExisting)
    {
        using FileBatch batch = new(Environment.ProcessorCount);
        EnvelopeFiles files = new(new EnvelopeClient()) { Batch = batch };
        using BoundedWork<EncryptResult> work = new(batch.FilesAtOnce + FileBatch.MostWaiting) { Threads = batch.FilesAtOnce };
        TreeDestination.DemandOutside(source, destination);
        foreach (FileTreeEntry entry in new FileTree(source).Walk())
        {
            string to = Path.Combine(destination, entry.Directory);
            if (entry.Kind == FileTreeEntryKind.Directory)
            {
                TreeDestination.CreateDirectory(to, entry.Path);
                continue;
            }

            to = Path.Combine(to, Path.GetFileName(entry.Path) + Suffix);
            if (!skipExisting || !File.Exists(to))
            {
                await work.AddAsync(stop => files.EncryptAsync(entry.Path, to, request, progress: null, stop), static ended => ended.GetAwaiter().GetResult());
            }
        }

        await work.FinishAsync();
    }
}
