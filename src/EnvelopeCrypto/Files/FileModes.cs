using System;
using System.Globalization;
using System.IO;

namespace EnvelopeCrypto.Files;

/// <summary>The Unix modes that files get: of what they replace, else of what they were made from within the user's umask. Nothing on Windows.</summary>
internal static class FileModes
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal const UnixFileMode Permissions = (UnixFileMode)0x1FF;
    private const UnixFileMode NewFile = (UnixFileMode)0x1B6; // 0666
    private const UnixFileMode UsualUmask = (UnixFileMode)0x12; // 0022

    private static readonly UnixFileMode Umask = ReadUmask();

    /// <summary>The mode of a file that is written.</summary>
    /// <param name="standing">What stands where it will be; that gives its mode.</param>
    /// <param name="source">The file that it is made from, or null.</param>
    internal static UnixFileMode ForDestination(FileFacts standing, FileFacts? source) =>
        standing.Mode ?? ((source?.Mode ?? NewFile) & ~Umask);

    /// <summary>The mode of a directory that is made in the likeness of another: its owner can always write into it.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    internal static UnixFileMode ForDirectory(string source) =>
        (File.GetUnixFileMode(source) & Permissions & ~Umask) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static UnixFileMode ReadUmask()
    {
        const string Label = "Umask:";
        if (!OperatingSystem.IsLinux())
        {
            return UsualUmask;
        }

        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith(Label, StringComparison.Ordinal))
                {
                    int umask = 0;
                    foreach (char digit in line.AsSpan(Label.Length).Trim())
                    {
                        umask = (umask * 8) + CharUnicodeInfo.GetDecimalDigitValue(digit);
                    }

                    return (UnixFileMode)umask & Permissions;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where there is no /proc the usual one is taken.
        }

        return UsualUmask;
    }
}
