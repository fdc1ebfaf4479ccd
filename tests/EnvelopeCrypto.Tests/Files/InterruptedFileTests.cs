using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Whatever goes wrong half-way: no part of a file is left, and what stood at the destination stands there unchanged.</summary>
public sealed class InterruptedFileTests : IDisposable
{
    /// <summary>More than a pipeline reads ahead, so that the first progress report comes with most of it still unread.</summary>
    private const int Large = 24 * 1024 * 1024;

    private static readonly byte[] Old = "what stood there before"u8.ToArray();

    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);
    private readonly EnvelopeFiles _files = new(new EnvelopeClient()) { Replace = true };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Cancelling_an_encryption_and_a_decryption()
    {
        string source = _directory.Write("data", new byte[Large]);
        await _files.EncryptAsync(source, _directory.At("message"), Encrypt(), progress: null, TestContext.Current.CancellationToken);

        foreach (bool existed in (bool[])[true, false])
        {
            await DemandUntouchedAsync<OperationCanceledException>(
                (destination, stop) => _files.EncryptAsync(
                    source, destination, Encrypt(), new ProgressSum { OnFirst = stop.Cancel }, stop.Token),
                existed);
            await DemandUntouchedAsync<OperationCanceledException>(
                (destination, stop) => _files.DecryptAsync(
                    _directory.At("message"), destination, new DecryptRequest(_keyring), new ProgressSum { OnFirst = stop.Cancel }, stop.Token),
                existed);
        }
    }

    [Fact]
    public async Task A_source_that_grows()
    {
        string source = _directory.Write("data", new byte[Large]);
        LimitExceededException error = await DemandUntouchedAsync<LimitExceededException>((destination, stop) => _files.EncryptAsync(
            source, destination, Encrypt(), new ProgressSum { OnFirst = () => Resize(source, Large + 1) }, stop.Token));
        Assert.Equal(ErrorIds.PlaintextTooLong, error.ErrorId);
    }

    [Fact]
    public async Task A_source_that_shrinks()
    {
        string source = _directory.Write("data", new byte[Large]);
        LimitExceededException error = await DemandUntouchedAsync<LimitExceededException>((destination, stop) => _files.EncryptAsync(
            source, destination, Encrypt(), new ProgressSum { OnFirst = () => Resize(source, Large - 1) }, stop.Token));
        Assert.Equal(ErrorIds.PlaintextTooShort, error.ErrorId);
    }

    [Fact]
    public async Task A_message_whose_file_is_cut_while_it_is_read()
    {
        string source = _directory.Write("data", new byte[Large]);
        string message = _directory.At("message");
        await _files.EncryptAsync(source, message, Encrypt(), progress: null, TestContext.Current.CancellationToken);

        MalformedMessageException error = await DemandUntouchedAsync<MalformedMessageException>((destination, stop) => _files.DecryptAsync(
            message, destination, new DecryptRequest(_keyring), new ProgressSum { OnFirst = () => Resize(message, Large) }, stop.Token));
        Assert.Equal(ErrorIds.MessageTruncated, error.ErrorId);
    }

    [Fact]
    public async Task A_source_stream_that_vanishes()
    {
        int reads = 0;
        ScriptedStream vanishing = new()
        {
            OnRead = (target, _) => ++reads > 3 ? throw new IOException("The device is gone.") : new ValueTask<int>(target.Length),
        };
        IOException error = await DemandUntouchedAsync<IOException>(
            (destination, stop) => _files.EncryptStreamAsync(vanishing, destination, Encrypt(), progress: null, stop.Token));
        Assert.Equal("The device is gone.", error.Message);
    }

    [Fact]
    public async Task A_message_whose_last_frame_or_signature_is_damaged()
    {
        byte[] message = new EnvelopeClient().Encrypt(new byte[Large], Encrypt()).Message;
        foreach (int fromEnd in (int[])[1, 200])
        {
            message[^fromEnd] ^= 1;
            string source = _directory.Write("damaged", message);
            await DemandUntouchedAsync<MessageAuthenticationException>(
                (destination, stop) => _files.DecryptAsync(source, destination, new DecryptRequest(_keyring), progress: null, stop.Token),
                existed: fromEnd == 1);
            message[^fromEnd] ^= 1;
        }
    }

    [Fact]
    public async Task A_disk_that_may_not_be_written()
    {
        string disk = Mount("size=1m,ro");
        try
        {
            EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(() => _files.EncryptStreamAsync(
                new MemoryStream([1]), Path.Combine(disk, "message"), Encrypt(), progress: null, TestContext.Current.CancellationToken));

            Assert.Equal(ErrorIds.DestinationUnwritable, error.ErrorId);
            Assert.Empty(Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Assert.True(ShellCommand.TryRun("umount", disk));
        }
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        string disk = Mount("size=1m");
        try
        {
            string destination = Path.Combine(disk, "message");
            await File.WriteAllBytesAsync(destination, Old, TestContext.Current.CancellationToken);
            EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(() => _files.EncryptStreamAsync(
                new MemoryStream(new byte[4 * 1024 * 1024]), destination, Encrypt(), progress: null, TestContext.Current.CancellationToken));

            Assert.Equal(ErrorIds.DiskFull, error.ErrorId);
            Assert.Contains(destination, error.Message, StringComparison.Ordinal);
            Assert.Equal(Old, await File.ReadAllBytesAsync(destination, TestContext.Current.CancellationToken));
            Assert.Equal([destination], Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Assert.True(ShellCommand.TryRun("umount", disk));
        }
    }

    [Fact]
    public async Task A_destination_that_appears_while_the_file_is_written_is_not_replaced()
    {
        string destination = _directory.At("late");
        EnvelopeFiles careful = new(new EnvelopeClient());
        int reads = 0;
        ScriptedStream source = new()
        {
            OnRead = (target, _) =>
            {
                if (++reads == 2)
                {
                    File.WriteAllBytes(destination, Old);
                }

                return new ValueTask<int>(reads == 1 ? 10 : 0);
            },
        };

        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => careful.EncryptStreamAsync(source, destination, Encrypt(), progress: null, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorIds.DestinationExists, error.ErrorId);
        Assert.Equal(Old, await File.ReadAllBytesAsync(destination, TestContext.Current.CancellationToken));
        Assert.Equal(["late"], _directory.Names);
    }

    private static void Resize(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private EncryptRequest Encrypt() => new(_keyring);

    private string Mount(string options)
    {
        string disk = _directory.At("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(
            ShellCommand.TryRun("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk),
            "A small disk can only be mounted by root, where mounting is allowed at all.");
        return disk;
    }

    /// <param name="run">Gets the destination and a source of cancellation.</param>
    /// <param name="existed">Whether something stands at the destination.</param>
    private async Task<TException> DemandUntouchedAsync<TException>(Func<string, CancellationTokenSource, Task> run, bool existed = true)
        where TException : Exception
    {
        string destination = _directory.At("destination");
        File.Delete(destination);
        if (existed)
        {
            await File.WriteAllBytesAsync(destination, Old, TestContext.Current.CancellationToken);
        }

        string[] before = [.. _directory.Names];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        TException error = await Assert.ThrowsAnyAsync<TException>(() => run(destination, stop));

        Assert.Equal(before, _directory.Names);
        if (existed)
        {
            Assert.Equal(Old, await File.ReadAllBytesAsync(destination, TestContext.Current.CancellationToken));
        }

        return error;
    }
}
