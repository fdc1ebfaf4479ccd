using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// What nobody who encrypts a tree can do without, in the shortest way that .NET has for it and without this library: each file is read, sealed under a key
/// of its own, written beside its destination and renamed. Neither a message nor a wrapped key, no check, nothing flushed to disk.
/// </summary>
internal static class BareTree
{
    private const int KeyLength = 32;
    private const int IvLength = 12;
    private const int TagLength = 16;

    internal static void Copy(string source, string destination) =>
        ForEach(source, destination, static (from, to) => File.Copy(from, to));

    internal static void Seal(string source, string destination) => ForEach(source, destination, SealFile);

    private static void ForEach(string source, string destination, Action<string, string> act)
    {
        foreach (string directory in Directory.EnumerateDirectories(source))
        {
            Directory.CreateDirectory(Path.Combine(destination, Path.GetFileName(directory)));
        }

        Parallel.ForEach(
            Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            file => act(file, Path.Combine(destination, Path.GetRelativePath(source, file))));
    }

    private static void SealFile(string from, string to)
    {
        byte[] plaintext = File.ReadAllBytes(from);
        byte[] message = new byte[IvLength + plaintext.Length + TagLength];
        Span<byte> key = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(key);
        using (AesGcm cipher = new(key, TagLength))
        {
            cipher.Encrypt(message.AsSpan(0, IvLength), plaintext, message.AsSpan(IvLength, plaintext.Length), message.AsSpan(IvLength + plaintext.Length));
        }

        string beside = to + ".beside";
        File.WriteAllBytes(beside, message);
        File.Move(beside, to);
    }
}
