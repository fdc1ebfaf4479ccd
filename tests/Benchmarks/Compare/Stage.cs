using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>The files that all contestants work on, in memory (tmpfs) where the system has that.</summary>
internal sealed class Stage : IDisposable
{
    private const string SharedMemory = "/dev/shm";
    private const int Block = 1024 * 1024;

    private readonly byte[] _block = new byte[Block];

    internal Stage(long length)
    {
        Length = length;
        string parent = Directory.Exists(SharedMemory) ? SharedMemory : Path.GetTempPath();
        Folder = Directory.CreateDirectory(Path.Combine(parent, $"envelopecrypto-compare-{Guid.NewGuid():N}")).FullName;
        Fill(Plaintext, length);
    }

    internal long Length { get; }

    internal string Folder { get; }

    internal string Plaintext => File("plaintext");

    internal bool IsInMemory => Folder.StartsWith(SharedMemory, StringComparison.Ordinal);

    internal string File(string name) => Path.Combine(Folder, name);

    internal void Delete(string name) => System.IO.File.Delete(File(name));

    /// <summary>Whether a file holds the plaintext: a contestant that does not is no contestant.</summary>
    internal void DemandPlaintext(string name)
    {
        using FileStream expected = System.IO.File.OpenRead(Plaintext);
        using FileStream actual = System.IO.File.OpenRead(File(name));
        if (expected.Length != actual.Length || !SHA256.HashData(expected).AsSpan().SequenceEqual(SHA256.HashData(actual)))
        {
            throw new InvalidDataException($"{name} is not the plaintext.");
        }
    }

    /// <summary>
    /// Writes as much as files of such a number will take, and removes it: they get the pages that were in use last. A virtual machine takes long to give out
    /// pages that were not used for a while, and whoever comes first would pay for them.
    /// </summary>
    internal void TouchRoom(int files)
    {
        string[] names = [.. Enumerable.Range(0, files).Select(static i => $"room{i}")];
        foreach (string name in names)
        {
            // Messages are a little longer.
            Fill(File(name), Length + (Length / 64) + Block);
        }

        foreach (string name in names)
        {
            Delete(name);
        }
    }

    /// <summary>Reads a file, for the same reason.</summary>
    internal void Touch(string path)
    {
        using FileStream file = System.IO.File.OpenRead(path);
        while (file.Read(_block) > 0)
        {
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Fill(string path, long length)
    {
        byte[] block = RandomNumberGenerator.GetBytes(Block);
        using FileStream file = System.IO.File.Create(path);
        for (long written = 0; written < length; written += block.Length)
        {
            BitConverter.TryWriteBytes(block, written);
            file.Write(block, 0, (int)Math.Min(block.Length, length - written));
        }
    }
}
