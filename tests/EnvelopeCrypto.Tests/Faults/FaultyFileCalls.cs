using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using EnvelopeCrypto.Files;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Tests;

/// <summary>Real files, of which one call goes wrong, or all from one on. Each call counts.</summary>
/// <param name="at">Which call, from 0; a negative number for none.</param>
/// <param name="mode">How.</param>
internal sealed class FaultyFileCalls(int at, FileFaultMode mode) : FileCalls
{
    private const int DiskFullUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);

    private int _calls;

    /// <summary>What was called when the fault came; empty before.</summary>
    internal string Struck { get; private set; } = "";

    /// <summary>The failures: one, or more where all calls fail from then on.</summary>
    internal ConcurrentQueue<Exception> Causes { get; } = [];

    /// <summary>All files that were opened.</summary>
    internal ConcurrentBag<SafeFileHandle> Opened { get; } = [];

    internal bool IsMended { get; set; }

    internal override FileFacts Look(string path) => Count(() => base.Look(path));

    internal override FileFacts LookAtDestination(string path) => Count(() => base.LookAtDestination(path));

    internal override FileStamp Stamp(string path) => Count(() => base.Stamp(path));

    internal override string Target(string path) => Count(() => base.Target(path));

    internal override SafeFileHandle Open(string path) => Remember(Count(() => base.Open(path)));

    internal override SafeFileHandle Open(string path, FileStreamOptions options) =>
        Remember(Count(() => base.Open(path, options), options.Mode == FileMode.Open ? "Lock" : "Create"));

    internal override long Length(SafeFileHandle file) => Count(() => base.Length(file));

    internal override KeptAttributes Attributes(SafeFileHandle file) => Count(() => base.Attributes(file));

    internal override int Read(SafeFileHandle file, Span<byte> buffer, long position)
    {
        Count(static () => true);
        return base.Read(file, buffer, position);
    }

    internal override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            Count(static () => true);
        }
        catch (Exception e) when (Causes.Contains(e))
        {
            // As a disk does that becomes full.
            base.Write(file, bytes[..(bytes.Length / 2)], position);
            throw;
        }

        base.Write(file, bytes, position);
    }

    internal override void SetMode(SafeFileHandle file, UnixFileMode mode) => Count(() => base.SetMode(file, mode));

    internal override void SetTimes(SafeFileHandle file, KeptAttributes attributes) => Count(() => base.SetTimes(file, attributes));

    /// <summary>Without waiting for the disk.</summary>
    internal override void Flush(SafeFileHandle file) => Count(static () => { });

    internal override bool TryFlushFileSystem(SafeFileHandle file) => Count(static () => true);

    internal override void Replace(string from, string to) => Count(() => base.Replace(from, to));

    internal override bool TryMove(string from, string to) => Count(() => base.TryMove(from, to));

    internal override void Delete(string path) => Count(() => base.Delete(path));

    internal override IReadOnlyList<string> Partials(string directory) => Count(() => base.Partials(directory));

    private SafeFileHandle Remember(SafeFileHandle file)
    {
        Opened.Add(file);
        return file;
    }

    private void Count(Action call, [CallerMemberName] string name = "") => Count(
        () =>
        {
            call();
            return true;
        },
        name);

    private T Count<T>(Func<T> call, [CallerMemberName] string name = "")
    {
        int number = Interlocked.Increment(ref _calls) - 1;
        if (IsMended || at < 0 || number < at || (number > at && mode != FileFaultMode.GoneFromThenOn))
        {
            return call();
        }

        if (number == at)
        {
            Struck = name;
        }

        Exception failure = mode switch
        {
            FileFaultMode.Denied => new UnauthorizedAccessException("Access is denied."),
            FileFaultMode.DiskFull => new IOException("No space left on device.", OperatingSystem.IsWindows() ? DiskFullWindows : DiskFullUnix),
            _ => new IOException("The disk is gone."),
        };
        Causes.Enqueue(failure);
        throw failure;
    }
}
