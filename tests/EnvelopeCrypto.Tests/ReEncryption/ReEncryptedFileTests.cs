using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;
using EnvelopeCrypto.Managers;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Files get other keys: in one step, or not at all.</summary>
public sealed class ReEncryptedFileTests : IDisposable
{
    private const UnixFileMode GroupReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _oldKey = new(new byte[32]);
    private readonly KnownDataKeyKeyring _newKey = new([.. new byte[31], 1]);
    private readonly EnvelopeClient _client = new();
    private readonly EnvelopeFiles _files = new(new EnvelopeClient());

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task In_place_the_message_is_replaced_and_keeps_its_mode_and_nothing_is_left()
    {
        string path = WriteMessage("message", [1, 2, 3]);
        TemporaryDirectory.SetMode(path, GroupReads);
        UnixFileMode mode = TemporaryDirectory.ModeOf(path);

        await _files.ReEncryptInPlaceAsync(path, Request(), progress: null, TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], Read(path, _newKey));
        Assert.Equal(mode, TemporaryDirectory.ModeOf(path));
        Assert.Equal(["message"], _directory.Names);
    }

    [Fact]
    public async Task Through_a_link_the_file_is_replaced_and_the_link_stays()
    {
        string path = WriteMessage("message", [1, 2, 3]);
        string link = _directory.At("link");
        File.CreateSymbolicLink(link, path);
        await _files.ReEncryptInPlaceAsync(link, Request(), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], Read(path, _newKey));
        Assert.Equal(path, new FileInfo(link).LinkTarget);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-200)]
    public async Task A_damaged_message_stays_as_it_was(int flipped)
    {
        string path = WriteMessage("message", new byte[100_000]);
        byte[] damaged = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        damaged[flipped < 0 ? damaged.Length + flipped : flipped] ^= 1;
        await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);

        EnvelopeCryptoException error = await Assert.ThrowsAnyAsync<EnvelopeCryptoException>(
            () => _files.ReEncryptInPlaceAsync(path, Request(), progress: null, TestContext.Current.CancellationToken));

        Assert.Equal(ReEncryptSide.Old, error.Side);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(["message"], _directory.Names);
    }

    [Fact]
    public async Task Cancelled_in_the_middle_the_file_stays_as_it_was()
    {
        string path = WriteMessage("message", new byte[24 * 1024 * 1024]);
        byte[] before = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _files.ReEncryptInPlaceAsync(path, Request(), new Watch(static _ => true, stop.Cancel), stop.Token));
        Assert.True(Enumerable.SequenceEqual(before, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)));
        Assert.Equal(["message"], _directory.Names);
    }

    [Fact]
    public async Task What_somebody_else_put_there_meanwhile_is_not_replaced()
    {
        string path = WriteMessage("message", new byte[1000]);
        string other = WriteMessage("other", new byte[2000]);
        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(() => _files.ReEncryptInPlaceAsync(
            path, Request(), new Watch(static _ => true, () => File.Move(other, path, overwrite: true)), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorIds.SourceChanged, error.ErrorId);
        Assert.Equal(new byte[2000], Read(path, _oldKey));
        Assert.Equal(["message"], _directory.Names);
    }

    [Fact]
    public async Task Nor_is_what_came_just_before_or_after_it_was_opened()
    {
        foreach (bool before in (bool[])[true, false])
        {
            string path = WriteMessage("message", new byte[1000]);
            string other = WriteMessage("other", new byte[2000]);
            EnvelopeFiles files = new(new EnvelopeClient(), new ReplacedOnOpening(path, other, before));
            EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
                () => files.ReEncryptInPlaceAsync(path, Request(), progress: null, TestContext.Current.CancellationToken));
            Assert.Equal(ErrorIds.SourceChanged, error.ErrorId);
            Assert.Equal(new byte[2000], Read(path, _oldKey));
            Assert.Equal(["message"], _directory.Names);
        }
    }

    [Fact]
    public async Task No_plaintext_is_on_disk_while_it_is_done()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The temporary file cannot be read by anyone else there.");
        }

        using TemporaryDirectory copies = new();
        byte[] marker = "classified marker"u8.ToArray();
        byte[] plaintext = new byte[8 * 1024 * 1024];
        for (int i = 0; i + marker.Length <= plaintext.Length; i += 1024)
        {
            marker.CopyTo(plaintext, i);
        }

        string path = WriteMessage("message", plaintext);
        long seen = 0;
        bool leaked = false;
        Watch watch = new(
            total => total > 6 * 1024 * 1024,
            () =>
            {
                // The temporary file is locked against .NET; cp copies it all the same.
                foreach (string file in Directory.GetFiles(_directory.Root))
                {
                    string copy = copies.At(Path.GetFileName(file));
                    Assert.True(ShellCommand.TryRun("cp", file, copy));
                    byte[] content = File.ReadAllBytes(copy);
                    seen += file == path ? 0 : content.Length;
                    leaked |= content.AsSpan().IndexOf(marker) >= 0;
                }
            });
        await _files.ReEncryptInPlaceAsync(path, Request(), watch, TestContext.Current.CancellationToken);
        Assert.False(leaked);
        Assert.True(seen > 0, "There was no temporary file to look into.");
        Assert.True(Enumerable.SequenceEqual(plaintext, Read(path, _newKey)));
    }

    [Fact]
    public async Task Into_another_file_the_old_one_stays_and_an_existing_one_is_replaced_only_when_told()
    {
        string path = WriteMessage("message", [1, 2, 3]);
        byte[] before = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        string destination = _directory.Write("new", [9]);
        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => _files.ReEncryptAsync(path, destination, Request(), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorIds.DestinationExists, error.ErrorId);

        EnvelopeFiles replacing = new(_client) { Replace = true };
        await replacing.ReEncryptAsync(path, destination, Request(), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], Read(destination, _newKey));
        error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => replacing.ReEncryptAsync(path, path, Request(), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorIds.SameFile, error.ErrorId);
        Assert.Equal(before, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

        await using Stream stream = EnvelopeFiles.OpenRead(path);
        await _files.ReEncryptStreamAsync(stream, _directory.At("streamed"), Request(), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], Read(_directory.At("streamed"), _newKey));
    }

    private ReEncryptRequest Request() => new(new DecryptRequest(_oldKey), new DefaultMaterialsManager(_newKey));

    private string WriteMessage(string name, byte[] plaintext) =>
        _directory.Write(name, _client.Encrypt(plaintext, new EncryptRequest(_oldKey)).Message);

    private byte[] Read(string path, KnownDataKeyKeyring key) => _client.Decrypt(File.ReadAllBytes(path), new DecryptRequest(key)).Plaintext;

    /// <summary>Does something once, when so many bytes are done.</summary>
    private sealed class Watch(Predicate<long> isDue, Action act) : IProgress<long>
    {
        private long _total;
        private bool _done;

        public void Report(long value)
        {
            _total += value;
            if (!_done && isDue(_total))
            {
                _done = true;
                act();
            }
        }
    }

    /// <summary>Somebody replaces the file in the very moment in which it is opened.</summary>
    private sealed class ReplacedOnOpening(string path, string other, bool before) : FileCalls
    {
        internal override SafeFileHandle Open(string opened)
        {
            if (before)
            {
                File.Move(other, path, overwrite: true);
            }

            SafeFileHandle file = base.Open(opened);
            if (!before)
            {
                File.Move(other, path, overwrite: true);
            }

            return file;
        }
    }
}
