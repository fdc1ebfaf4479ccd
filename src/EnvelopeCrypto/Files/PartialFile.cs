using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>
/// The temporary file beside a destination: <c>.&lt;name&gt;.&lt;random&gt;.envelope-partial</c>, made anew, readable by its owner only, locked while in use.
/// </summary>
internal static class PartialFile
{
    internal const string Suffix = ".envelope-partial";

    // Most file systems hold names of 255 bytes.
    private const int LongestName = 200;
    private const int MostBytesOfCharacter = 3;
    private const int RandomBytes = 8;

    /// <summary>On Unix "None" is the lock; on Windows every open file is locked, and only Delete lets it be renamed while open.</summary>
    private static readonly FileShare Lock = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    // The names are no secret, they need only differ from those of other runs: counted on from a random number.
    private static long s_number = MemoryMarshal.Read<long>(RandomNumberGenerator.GetBytes(RandomBytes));

    internal static bool IsPartial(string fileName) =>
        fileName.StartsWith('.') && fileName.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>What the names of all temporary files for a destination begin with.</summary>
    internal static string PrefixFor(string destinationName)
    {
        int length = destinationName.Length;
        while (length > LongestName / MostBytesOfCharacter && Encoding.UTF8.GetByteCount(destinationName.AsSpan(0, length)) > LongestName)
        {
            // Never half a surrogate pair: it would not come back from the file system as it went.
            length -= char.IsLowSurrogate(destinationName[length - 1]) ? 2 : 1;
        }

        return $".{destinationName[..length]}.";
    }

    /// <summary>The prefix that a temporary file's name was made with.</summary>
    internal static string PrefixOf(string partialName) => partialName[..^(Suffix.Length + (2 * RandomBytes))];

    /// <summary>Makes one.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="destinationName">What the finished file will be called.</param>
    /// <param name="readable">Whether it will be read back through the same handle: the lock keeps everybody else out.</param>
    /// <param name="calls">How.</param>
    /// <returns>Its path, and the open file.</returns>
    internal static (string Path, SafeFileHandle File) Create(string directory, string destinationName, bool readable, FileCalls calls)
    {
        const int Attempts = 3;
        for (int attempt = 1; ; attempt++)
        {
            string path = NameFor(directory, destinationName);
            try
            {
                return (path, calls.Open(path, Options(readable)));
            }
            catch (IOException e) when (attempt < Attempts && e is not (DirectoryNotFoundException or FileNotFoundException))
            {
                // Another run took the new file for a leftover before it was locked, and removes it.
            }
        }
    }

    private static string NameFor(string directory, string destinationName)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{PrefixFor(destinationName)}{Interlocked.Increment(ref s_number):X16}{Suffix}");
        return Path.Combine(directory, name);
    }

    private static FileStreamOptions Options(bool readable)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = readable ? FileAccess.ReadWrite : FileAccess.Write,
            BufferSize = 0,
            Share = Lock,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.OwnerOnly;
        }

        return options;
    }

    /// <summary>Deletes a leftover, unless somebody is still writing it.</summary>
    internal static void DeleteIfAbandoned(string path, FileCalls calls)
    {
        try
        {
            using SafeFileHandle locked = calls.Open(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, BufferSize = 0, Share = Lock });
            calls.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, somebody else's, or gone already: not ours to remove.
        }
    }

    /// <summary>The names of the temporary files in a directory.</summary>
    internal static IEnumerable<string> In(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, $".*{Suffix}", new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true }))
        {
            string name = Path.GetFileName(path);
            if (name.Length > Suffix.Length + (2 * RandomBytes) + 2)
            {
                yield return name;
            }
        }
    }
}
