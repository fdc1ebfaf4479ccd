using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>Flushes all files of a file system to disk in one step, which for many small files costs little more than flushing one of them.</summary>
internal static partial class DiskFlush
{
    // Before it, syncfs kept silent about writes that had failed.
    private static readonly bool IsSupported = OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 8) && SystemLibrary.Has("syncfs");

    /// <summary>Flushes the file system that a file is on.</summary>
    /// <returns>False when the system has no such step or it failed: each file must be flushed by itself then, and tells its own error.</returns>
    internal static bool TryFlushFileSystem(SafeFileHandle file) => IsSupported && SyncFileSystem(file) == 0;

    [LibraryImport(SystemLibrary.Name, EntryPoint = "syncfs")]
    private static partial int SyncFileSystem(SafeFileHandle file);
}
