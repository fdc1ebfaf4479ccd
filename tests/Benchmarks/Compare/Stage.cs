using System;
using System.IO;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>The files that all contestants work on, in memory (tmpfs) where the system has that.</summary>
internal sealed class Stage : IDisposable
{
    private const string SharedMemory = "/dev/shm";
    private const int Block = 1024 * 1024;

    internal Stage(long length)
    {
        Length = length;
        string parent = Directory.Exists(SharedMemory) ? SharedMemory : Path.GetTempPath();
        Folder = Directory.CreateDirectory(Path.Combine(parent, $"envelopecrypto-compare-{Guid.NewGuid():N}")).FullName;
        Fill(Plaintext);

        // Twice the space that will be used is touched once, so that nobody pays for pages that the machine has not given out yet.
        System.IO.File.Copy(Plaintext, File("touched1"));
        System.IO.File.Copy(Plaintext, File("touched2"));
        System.IO.File.Delete(File("touched1"));
        System.IO.File.Delete(File("touched2"));
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

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Fill(string path)
    {
        byte[] block = RandomNumberGenerator.GetBytes(Block);
        using FileStream file = System.IO.File.Create(path);
        for (long written = 0; written < Length; written += block.Length)
        {
            BitConverter.TryWriteBytes(block, written);
            file.Write(block, 0, (int)Math.Min(block.Length, Length - written));
        }
    }
}
