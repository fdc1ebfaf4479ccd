using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>What of a source file its destination keeps where that is asked for: its times and its Unix mode.</summary>
internal readonly record struct KeptAttributes(DateTime LastWrite, DateTime LastAccess, UnixFileMode Mode)
{
    internal static KeptAttributes Of(SafeFileHandle file) => new(
        File.GetLastWriteTimeUtc(file),
        File.GetLastAccessTimeUtc(file),
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file) & FileModes.Permissions);

    internal void ApplyTimes(SafeFileHandle file)
    {
        File.SetLastAccessTimeUtc(file, LastAccess);
        File.SetLastWriteTimeUtc(file, LastWrite);
    }
}
