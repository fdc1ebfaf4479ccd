using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace EnvelopeCrypto.Trees;

/// <summary>Paths with all links in them resolved, so that they can be compared.</summary>
internal static partial class RealPath
{
    private const int LongestPath = 4096;

    private static readonly StringComparison Comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The real path of what exists of a path, with the rest behind it.</summary>
    internal static string Of(string path)
    {
        string rest = "";
        string? existing = Path.TrimEndingDirectorySeparator(path);
        while (existing is not null)
        {
            if (Resolve(existing) is { } resolved)
            {
                return rest.Length == 0 ? resolved : Path.Combine(resolved, rest);
            }

            rest = Path.Combine(Path.GetFileName(existing), rest);
            existing = Path.GetDirectoryName(existing);
        }

        return path;
    }

    internal static bool AreSame(string left, string right) => string.Equals(left, right, Comparison);

    /// <summary>Whether a real path is another or lies below it.</summary>
    internal static bool IsWithin(string path, string directory) =>
        AreSame(path, directory)
        || path.StartsWith(Path.EndsInDirectorySeparator(directory) ? directory : directory + Path.DirectorySeparatorChar, Comparison);

    private static unsafe string? Resolve(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Links in the directories above remain.
            return !Path.Exists(path) ? null : new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }

        Span<byte> buffer = stackalloc byte[LongestPath + 1];
        fixed (byte* target = buffer)
        {
            return Find(path, target) == 0 ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(target));
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint Find(string path, byte* resolved);
}
