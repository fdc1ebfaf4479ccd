using System;
using System.Collections.Generic;
using System.IO;

namespace EnvelopeCrypto.Tests;

/// <summary>A directory of a test's own, removed at its end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("envelope-test-").FullName;

    /// <summary>The names of all that is in it, hidden files included, in order.</summary>
    internal IReadOnlyList<string> Names
    {
        get
        {
            List<string> names = [];
            foreach (string path in Directory.GetFileSystemEntries(Root))
            {
                names.Add(Path.GetFileName(path));
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The mode of a file; none on Windows.</summary>
    internal static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    internal static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    internal string At(string name) => Path.Combine(Root, name);

    internal string Write(string name, byte[] content)
    {
        string path = At(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
