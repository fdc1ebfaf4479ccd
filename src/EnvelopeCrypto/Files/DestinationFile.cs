using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Files;

/// <summary>
/// A file that appears under its name complete or not at all. Nothing is made before the first write; until <see cref="Commit"/> everything
/// is in a temporary file beside it, which <see cref="Stream.Dispose()"/> removes.
/// </summary>
internal sealed class DestinationFile : Stream
{
    private const int DiskFullUnix = 28;
    private const int QuotaExceededUnix = 122;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);

    private readonly string _path;
    private readonly string _directory;
    private readonly bool _replace;
    private readonly UnixFileMode _mode;
    private readonly LeftoverSweep? _sweep;
    private FileStream? _partial;
    private KeptAttributes? _kept;
    private FileStamp? _standing;
    private bool _isFinished;

    private DestinationFile(string path, string directory, bool replace, UnixFileMode mode, LeftoverSweep? sweep)
    {
        _path = path;
        _directory = directory;
        _replace = replace;
        _mode = mode;
        _sweep = sweep;
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
    /// <param name="replace">Whether an existing file is replaced.</param>
    /// <param name="mode">The mode of the file; null for that of what it replaces or is made from.</param>
    /// <param name="sweep">Removes leftovers; null to leave them.</param>
    /// <param name="readable">Whether it will be read back before it is committed.</param>
    /// <param name="sourceFacts">What is known of the source already.</param>
    internal static DestinationFile Prepare(
        string path,
        string? source,
        bool replace,
        UnixFileMode? mode = null,
        LeftoverSweep? sweep = null,
        bool readable = false,
        FileFacts? sourceFacts = null)
    {
        string? directory = Path.GetDirectoryName(path);
        FileFacts facts = FileFacts.OfDestination(path);
        if (facts.Kind is FileKind.Directory or FileKind.Special || directory is null)
        {
            throw FileError.DestinationNotAFile(path);
        }

        if (source is not null && (string.Equals(source, path, StringComparison.Ordinal) || (facts.Identity != 0 && facts.IsSameFileAs(sourceFacts ?? FileFacts.Of(source)))))
        {
            throw FileError.SameFile(path);
        }

        FileFacts directoryFacts = sweep?.FactsOf(directory) ?? FileFacts.Of(directory);
        if (directoryFacts.Kind != FileKind.Directory)
        {
            throw FileError.DestinationDirectoryNotFound(directory);
        }

        // A link that leads nowhere is there as well.
        if (!replace && (facts.Kind != FileKind.Missing || facts.IsDanglingLink))
        {
            throw FileError.DestinationExists(path);
        }

        try
        {
            return new DestinationFile(path, directory, replace, mode ?? FileModes.ForDestination(path, source, facts, sourceFacts?.Mode), sweep)
            {
                IsReadable = readable,
                Device = (ulong)(directoryFacts.Identity >> 64),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.DestinationUnwritable(path, e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            Open().Write(buffer);
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

    private bool IsReadable { get; init; }

    private ulong Device { get; init; }

    /// <summary>The file, to be flushed together with others.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Handle => Open().SafeFileHandle;

    /// <summary>Gives the file the times and the mode of its source when it is committed.</summary>
    internal void Keep(KeptAttributes attributes) => _kept = attributes;

    /// <summary>Replaces a file only while it is the one that was looked at.</summary>
    internal void Demand(FileStamp standing) => _standing = standing;

    /// <summary>Whether both files are known to be on the same file system.</summary>
    internal bool IsBeside(DestinationFile other) => ReferenceEquals(this, other) || (Device != 0 && Device == other.Device);

    /// <summary>What was written, from its beginning, for a file that was prepared to be readable. It stays this file's.</summary>
    internal FileStream ReadBack()
    {
        FileStream written = Open();
        written.Position = 0;
        return written;
    }

    /// <summary>Gives the file its mode and times. Nothing is written after it.</summary>
    internal void Finish()
    {
        try
        {
            FileStream partial = Open();
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(partial.SafeFileHandle, _kept?.Mode ?? _mode);
            }

            _kept?.ApplyTimes(partial.SafeFileHandle);
            _isFinished = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(e);
        }
    }

    /// <summary>Waits until what was written is on disk.</summary>
    internal void FlushToDisk()
    {
        try
        {
            Open().Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(e);
        }
    }

    /// <summary>Puts the file, flushed to disk and with its mode, under its name. Without <c>replace</c> the last step is one that cannot replace.</summary>
    /// <param name="isFlushed">Whether the finished file is on disk already.</param>
    internal void Commit(bool isFlushed = false)
    {
        try
        {
            FileStream partial = Open();
            if (!_isFinished)
            {
                Finish();
            }

            if (!isFlushed)
            {
                partial.Flush(flushToDisk: true);
            }

            Rename(partial.Name);
            _partial = null;
            partial.Dispose();
        }
        catch (IOException e) when (!_replace && FileFacts.Of(_path).Kind != FileKind.Missing)
        {
            throw FileError.DestinationExists(_path, e);
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
                File.Delete(partial.Name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next run into this directory removes it.
            }

            partial.Dispose();
        }

        base.Dispose(disposing);
    }

    private FileStream Open()
    {
        if (_partial is null)
        {
            string name = Path.GetFileName(_path);
            _sweep?.Remove(_directory, name);
            _partial = PartialFile.Create(_directory, name, IsReadable);
        }

        return _partial;
    }

    private void Rename(string partialName)
    {
        if (_standing is { } standing && FileStamp.Of(_path) != standing)
        {
            throw FileError.SourceChanged(_path);
        }

        if (_replace)
        {
            File.Move(partialName, _path, overwrite: true);
        }
        else if (!ExclusiveName.TryMove(partialName, _path))
        {
            throw FileError.DestinationExists(_path);
        }
    }

    /// <summary>The error for a failure to write the file, or to read it back.</summary>
    internal EnvelopeFileException Explain(Exception cause) =>
        cause.HResult is DiskFullUnix or QuotaExceededUnix or DiskFullWindows or HandleDiskFullWindows
            ? FileError.DiskFull(_path, cause)
            : FileError.DestinationUnwritable(_path, cause);
}
