using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>
/// A file that appears under its name complete or not at all. Nothing is made before the first write; until <see cref="Commit"/> everything
/// is in a temporary file beside it, which <see cref="Stream.Dispose()"/> removes.
/// </summary>
internal sealed class DestinationFile : Stream
{
    private const int DiskFullUnix = 28;
    private const int QuotaExceededLinux = 122;
    private const int QuotaExceededMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);

    private static long s_opened;

    private readonly string _path;
    private readonly string _directory;
    private readonly DestinationOptions _options;
    private readonly FileCalls _calls;
    private readonly UnixFileMode _mode;
    private string _partialPath = "";
    private SafeFileHandle? _partial;
    private long _written;
    private KeptAttributes? _kept;
    private FileStamp? _standing;

    private DestinationFile(string path, string directory, UnixFileMode mode, DestinationOptions options)
    {
        _path = path;
        _directory = directory;
        _mode = mode;
        _options = options;
        _calls = options.Calls;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Checks that the file may be written. Nothing is opened or made.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="source">The file that it is made from, or null.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="sourceFacts">What is known of the source already.</param>
    internal static DestinationFile Prepare(string path, string? source, DestinationOptions options, FileFacts? sourceFacts = null)
    {
        FileCalls calls = options.Calls;
        try
        {
            string? directory = Path.GetDirectoryName(path);
            FileFacts facts = calls.LookAtDestination(path);
            if (facts.Kind is FileKind.Directory or FileKind.Special || directory is null)
            {
                throw FileError.DestinationNotAFile(path);
            }

            sourceFacts ??= source is null ? null : calls.Look(source);
            if (source is not null && (string.Equals(source, path, StringComparison.Ordinal) || facts.IsSameFileAs(sourceFacts!.Value)))
            {
                throw FileError.SameFile(path);
            }

            FileFacts directoryFacts = options.Sweep?.FactsOf(directory) ?? calls.Look(directory);
            if (directoryFacts.Kind != FileKind.Directory)
            {
                throw FileError.DestinationDirectoryNotFound(directory);
            }

            // A link that leads nowhere is there as well.
            if (!options.Replace && (facts.Kind != FileKind.Missing || facts.IsDanglingLink))
            {
                throw FileError.DestinationExists(path);
            }

            return new DestinationFile(path, directory, options.Mode ?? FileModes.ForDestination(facts, sourceFacts), options)
            {
                Device = (ulong)(directoryFacts.Identity >> 64),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.DestinationUnwritable(path, e);
        }
    }

    /// <summary>Prepares to replace a file, whatever the options say, as long as nobody else changes it meanwhile.</summary>
    internal static DestinationFile Prepare(StandingFile standing, DestinationOptions options)
    {
        DestinationFile file = Prepare(standing.Path, source: null, options with { Replace = true });
        file._standing = standing.Stamp;
        return file;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _calls.Write(Open(), buffer, _written);
            _written += buffer.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(e);
        }
    }

    /// <summary>At once, as <see cref="SourceFile"/> reads.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The name that it will have.</summary>
    internal string Name => _path;

    private ulong Device { get; init; }

    /// <summary>When its file was opened, in the order of all.</summary>
    internal long Opened { get; private set; }

    /// <summary>Gives the file the times and the mode of its source when it is committed.</summary>
    internal void Keep(KeptAttributes attributes) => _kept = attributes;

    /// <summary>Whether both files are known to be on the same file system.</summary>
    internal bool IsBeside(DestinationFile other) => ReferenceEquals(this, other) || (Device != 0 && Device == other.Device);

    /// <summary>What was written, from its beginning, for a file that was prepared to be readable. The file stays open when it is disposed of.</summary>
    internal Stream ReadBack() => new SourceFile(_calls, Open(), isOwner: false, Explain);

    /// <summary>Waits until what was written is on disk.</summary>
    internal void FlushToDisk()
    {
        try
        {
            _calls.Flush(Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(e);
        }
    }

    /// <summary>Waits until everything on its file system is on disk, this file included.</summary>
    /// <returns>False when that was not done.</returns>
    internal bool TryFlushFileSystem()
    {
        try
        {
            return _calls.TryFlushFileSystem(Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Each file is flushed by itself then, and tells its own error.
            return false;
        }
    }

    /// <summary>Puts the file, flushed to disk, with its mode and times under its name. Without <c>Replace</c> the last step is one that cannot replace.</summary>
    /// <param name="isFlushed">Whether what was written is on disk already.</param>
    internal void Commit(bool isFlushed = false)
    {
        try
        {
            SafeFileHandle partial = Open();
            if (!isFlushed)
            {
                _calls.Flush(partial);
            }

            // Until now it was for its owner only.
            _calls.SetMode(partial, _kept?.Mode ?? _mode);
            if (_kept is { } kept)
            {
                _calls.SetTimes(partial, kept);
            }

            Rename(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(e);
        }
    }

    public override void Flush()
    {
        // Commit flushes; before it there is nothing that anybody may rely on.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _partial, null) is { } partial)
        {
            // Removed while still locked, so that nobody takes it for a leftover in between.
            try
            {
                _calls.Delete(_partialPath);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next run into this directory removes it.
            }

            partial.Dispose();
        }

        base.Dispose(disposing);
    }

    private SafeFileHandle Open()
    {
        if (_partial is null)
        {
            string name = Path.GetFileName(_path);
            _options.Sweep?.Remove(_directory, name);
            (_partialPath, _partial) = PartialFile.Create(_directory, name, _options.IsReadable, _calls);
            Opened = Interlocked.Increment(ref s_opened);
        }

        return _partial;
    }

    private void Rename(SafeFileHandle partial)
    {
        if (_standing is { } standing && _calls.Stamp(_path) != standing)
        {
            throw FileError.SourceChanged(_path);
        }

        if (_options.Replace)
        {
            _calls.Replace(_partialPath, _path);
        }
        else if (!TryMove())
        {
            throw FileError.DestinationExists(_path);
        }

        _partial = null;
        partial.Dispose();
    }

    private bool TryMove()
    {
        try
        {
            return _calls.TryMove(_partialPath, _path);
        }
        catch (IOException e) when (IsTaken())
        {
            throw FileError.DestinationExists(_path, e);
        }
    }

    private bool IsTaken()
    {
        try
        {
            return _calls.Look(_path).Kind != FileKind.Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The error for a failure to write the file, or to read it back.</summary>
    internal EnvelopeFileException Explain(Exception cause) =>
        cause.HResult is DiskFullUnix or QuotaExceededLinux or QuotaExceededMac or DiskFullWindows or HandleDiskFullWindows
            ? FileError.DiskFull(_path, cause)
            : FileError.DestinationUnwritable(_path, cause);
}
