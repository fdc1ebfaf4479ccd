using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>
/// Every call to the file system on the way of one file to another, in one place, so that each can be made to fail. All of them throw what .NET throws;
/// those who call say what it means.
/// </summary>
internal class FileCalls
{
    internal static readonly FileCalls Real = new();

    /// <summary>What a path leads to, not opened.</summary>
    internal virtual FileFacts Look(string path) => FileFacts.Of(path);

    /// <summary>What stands where a file is to be written.</summary>
    internal virtual FileFacts LookAtDestination(string path) => FileFacts.OfDestination(path);

    /// <summary>Which file stands under a path, and how it was last written.</summary>
    internal virtual FileStamp Stamp(string path) => FileStamp.Of(path);

    /// <summary>Where a chain of links ends; the path itself where it is no link.</summary>
    internal virtual string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>Opens a file that is only read.</summary>
    internal virtual SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    /// <summary>Makes a file, or opens one for writing, as the options say.</summary>
    internal virtual SafeFileHandle Open(string path, FileStreamOptions options)
    {
        // Only a stream can be made with a Unix mode. It has no buffer, and leaves the handle open when it is collected.
        return new FileStream(path, options).SafeFileHandle;
    }

    internal virtual long Length(SafeFileHandle file) => RandomAccess.GetLength(file);

    internal virtual KeptAttributes Attributes(SafeFileHandle file) => KeptAttributes.Of(file);

    internal virtual int Read(SafeFileHandle file, Span<byte> buffer, long position) => RandomAccess.Read(file, buffer, position);

    /// <summary>Writes all of it.</summary>
    internal virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(file, bytes, position);

    /// <summary>Nothing on Windows.</summary>
    internal virtual void SetMode(SafeFileHandle file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }

    internal virtual void SetTimes(SafeFileHandle file, KeptAttributes attributes) => attributes.ApplyTimes(file);

    /// <summary>Waits until a file is on disk.</summary>
    internal virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Waits until all of its file system is on disk. False when that was not done.</summary>
    internal virtual bool TryFlushFileSystem(SafeFileHandle file) => DiskFlush.TryFlushFileSystem(file);

    internal virtual void Replace(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Renames a file unless something has the name already.</summary>
    internal virtual bool TryMove(string from, string to) => ExclusiveName.TryMove(from, to);

    internal virtual void Delete(string path) => File.Delete(path);

    /// <summary>The names of temporary files in a directory.</summary>
    internal virtual IReadOnlyList<string> Partials(string directory) => [.. PartialFile.In(directory)];
}
