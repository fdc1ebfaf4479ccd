using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Microsoft.Win32.SafeHandles;

namespace EnvelopeCrypto.Files;

/// <summary>A file to read, whose errors name it. Pipes, devices and directories are refused unopened.</summary>
internal sealed class SourceFile : Stream
{
    private readonly FileCalls _calls;
    private readonly SafeFileHandle _file;
    private readonly bool _isOwner;
    private readonly Func<Exception, EnvelopeFileException> _explain;
    private long _position;

    /// <param name="calls">How it is read.</param>
    /// <param name="file">Open for reading.</param>
    /// <param name="isOwner">Whether the file is closed with this.</param>
    /// <param name="explain">Makes the error for a failure.</param>
    internal SourceFile(FileCalls calls, SafeFileHandle file, bool isOwner, Func<Exception, EnvelopeFileException> explain)
    {
        _calls = calls;
        _file = file;
        _isOwner = isOwner;
        _explain = explain;
    }

    public override bool CanRead => true;

    /// <summary>False also for files whose length does not tell the truth, so that nobody relies on it.</summary>
    public override bool CanSeek => KnownLength is not null;

    public override bool CanWrite => false;

    public override long Length
    {
        get
        {
            try
            {
                return _calls.Length(_file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw _explain(e);
            }
        }
    }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>The length of the file when it was opened, when that told the truth.</summary>
    internal long? KnownLength { get; private set; }

    /// <summary>What was known of the file before it was opened.</summary>
    internal FileFacts Facts { get; private init; }

    /// <summary>The times and mode of the file.</summary>
    internal KeptAttributes Attributes
    {
        get
        {
            try
            {
                return _calls.Attributes(_file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw _explain(e);
            }
        }
    }

    internal static SourceFile Open(string path) => Open(path, FileCalls.Real);

    internal static SourceFile Open(string path, FileCalls calls)
    {
        try
        {
            FileFacts facts = calls.Look(path);
            switch (facts.Kind)
            {
                case FileKind.Directory:
                    throw FileError.SourceIsDirectory(path);
                case FileKind.Special:
                    throw FileError.SourceNotRegularFile(path);
                default:
                    break;
            }

            SourceFile file = new(calls, calls.Open(path), isOwner: true, cause => FileError.SourceUnreadable(path, cause)) { Facts = facts };
            try
            {
                file.LearnLength();
                return file;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileError.SourceNotFound(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The last for what looks like a file and has no length.
            throw FileError.SourceUnreadable(path, e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = _calls.Read(_file, buffer, _position);
            _position += read;
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _explain(e);
        }
    }

    /// <summary>At once: files are not waited for asynchronously anywhere, and handing the read to another thread costs more than a chunk of it.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _isOwner)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void LearnLength()
    {
        KnownLength = _calls.Length(_file);
        if (KnownLength == 0)
        {
            // Files in /proc have this length whatever they hold.
            Span<byte> one = stackalloc byte[1];
            KnownLength = _calls.Read(_file, one, position: 0) == 0 ? 0 : null;
            one.Clear();
        }
    }
}
