using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Files;

/// <summary>A file to read, whose errors name it. Pipes, devices and directories are refused unopened.</summary>
internal sealed class SourceFile : Stream
{
    private readonly FileStream _file;

    private SourceFile(FileStream file, FileFacts facts)
    {
        _file = file;
        Facts = facts;
        KnownLength = file.Length;
        if (KnownLength == 0)
        {
            // Files in /proc have this length whatever they hold.
            KnownLength = file.ReadByte() < 0 ? 0 : null;
            file.Position = 0;
        }
    }

    public override bool CanRead => true;

    /// <summary>False also for files whose length does not tell the truth, so that nobody relies on it.</summary>
    public override bool CanSeek => KnownLength is not null;

    public override bool CanWrite => false;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <summary>The length of the file, when it tells the truth.</summary>
    internal long? KnownLength { get; }

    /// <summary>What was known of the file before it was opened.</summary>
    internal FileFacts Facts { get; }

    /// <summary>The times and mode of the file.</summary>
    internal KeptAttributes Attributes => KeptAttributes.Of(_file.SafeFileHandle);

    internal static SourceFile Open(string path)
    {
        FileFacts facts = FileFacts.Of(path);
        switch (facts.Kind)
        {
            case FileKind.Directory:
                throw FileError.SourceIsDirectory(path);
            case FileKind.Special:
                throw FileError.SourceNotRegularFile(path);
            default:
                break;
        }

        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            try
            {
                return new SourceFile(file, facts);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.SourceUnreadable(path, e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _file.Read(buffer);
        }
        catch (IOException e)
        {
            throw FileError.SourceUnreadable(_file.Name, e);
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

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
