using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests.Trees;

/// <summary>Files that are done several at once, flushed together, read back, given the attributes of their sources.</summary>
public sealed class FilesAtOnceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task Many_files_come_back_as_they_were_however_fast_the_disk_is(int filesAtOnce, bool isFast)
    {
        using FileBatch batch = new(filesAtOnce) { CheapFlush = isFast ? TimeSpan.MaxValue : TimeSpan.Zero };
        EnvelopeFiles files = new(new EnvelopeClient()) { Batch = batch };
        using BoundedWork<bool> work = new(filesAtOnce + FileBatch.MostWaiting);
        int[] lengths = [.. Enumerable.Range(0, 60).Select(static i => i * 37), 65535, 65536, 65537, 81920, 200_000];
        foreach (int length in lengths)
        {
            string source = _directory.Write($"f{length}", Content(length));
            await work.AddAsync(
                async stop =>
                {
                    await files.EncryptAsync(source, source + ".e", new EncryptRequest(_keyring), progress: null, stop);
                    await files.DecryptAsync(source + ".e", source + ".d", new DecryptRequest(_keyring), progress: null, stop);
                    return true;
                },
                static ended => ended.GetAwaiter().GetResult());
        }

        await work.FinishAsync();
        foreach (int length in lengths)
        {
            Assert.Equal(Content(length), File.ReadAllBytes(_directory.At($"f{length}.d")));
        }

        Assert.Equal(lengths.Length * 3, _directory.Names.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_cannot_be_committed_does_not_keep_the_others(bool isFast)
    {
        using FileBatch batch = new(4) { CheapFlush = isFast ? TimeSpan.MaxValue : TimeSpan.Zero };
        EnvelopeFiles files = new(new EnvelopeClient()) { Batch = batch };
        using BoundedWork<bool> work = new(100);
        int failed = 0;
        for (int i = 0; i < 40; i++)
        {
            string source = _directory.Write($"f{i}", Content(100));
            string destination = _directory.At($"e{i / 2}");
            await work.AddAsync(
                async stop =>
                {
                    await files.EncryptAsync(source, destination, new EncryptRequest(_keyring), progress: null, stop);
                    return true;
                },
                ended => failed += ended.Exception?.InnerException is EnvelopeFileException { ErrorId: ErrorIds.DestinationExists } ? 1 : 0);
        }

        await work.FinishAsync();
        Assert.Equal(20, failed);
        Assert.Equal(60, _directory.Names.Count);
    }

    [Fact]
    public async Task Two_runs_into_one_directory_do_not_harm_each_other()
    {
        string[] sources = [.. Enumerable.Range(0, 200).Select(i => _directory.Write($"f{i}", Content(500 + i)))];
        string destination = Directory.CreateDirectory(_directory.At("to")).FullName;
        File.WriteAllText(Path.Combine(destination, ".f7.0011223344556677.envelope-partial"), "left behind");
        int[] written = await Task.WhenAll(RunAsync(), RunAsync());
        Assert.Equal(200, written.Sum());
        Assert.Equal(200, Directory.GetFileSystemEntries(destination).Length);
        EnvelopeClient client = new();
        foreach (string source in sources)
        {
            byte[] message = File.ReadAllBytes(Path.Combine(destination, Path.GetFileName(source)));
            Assert.Equal(File.ReadAllBytes(source), client.Decrypt(message, new DecryptRequest(_keyring)).Plaintext);
        }

        async Task<int> RunAsync()
        {
            using FileBatch batch = new(2);
            EnvelopeFiles files = new(new EnvelopeClient()) { Batch = batch };
            using BoundedWork<bool> work = new(100);
            int own = 0;
            foreach (string source in sources)
            {
                await work.AddAsync(
                    async stop =>
                    {
                        await files.EncryptAsync(source, Path.Combine(destination, Path.GetFileName(source)), new EncryptRequest(_keyring), progress: null, stop);
                        return true;
                    },
                    ended =>
                    {
                        own += ended.IsCompletedSuccessfully ? 1 : 0;
                        Assert.True(ended.IsCompletedSuccessfully || ended.Exception?.InnerException is EnvelopeFileException { ErrorId: ErrorIds.DestinationExists }, ended.Exception?.ToString());
                    });
            }

            await work.FinishAsync();
            return own;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(3_000_000)]
    public async Task What_is_read_back_asks_for_no_key(int length)
    {
        EnvelopeFiles files = new(new EnvelopeClient()) { Verify = true };
        string source = _directory.Write("data", Content(length));
        await files.EncryptAsync(source, _directory.At("message"), new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(1, _keyring.Calls);
        Assert.Equal(Content(length), new EnvelopeClient().Decrypt(File.ReadAllBytes(_directory.At("message")), new DecryptRequest(_keyring)).Plaintext);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(3_000_000)]
    public async Task What_a_disk_has_changed_is_found_when_it_is_read_back_and_removed(int length)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The file is locked against everybody.");
        }

        EnvelopeFiles files = new(new EnvelopeClient()) { Verify = true };
        string source = _directory.Write("data", Content(length));
        ProgressSum progress = new()
        {
            OnFirst = () =>
            {
                string partial = _directory.At(_directory.Names.Single(EnvelopeFiles.IsPartialFileName));
                Assert.True(ShellCommand.TryRun("sh", "-c", $"printf X | dd of='{partial}' bs=1 seek=700 conv=notrunc"));
            },
        };
        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => files.EncryptAsync(source, _directory.At("message"), new EncryptRequest(_keyring), progress, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorIds.WrittenFileDamaged, error.ErrorId);
        Assert.Equal(["data"], _directory.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Times_and_mode_are_kept_where_that_is_asked_for(bool replaced)
    {
        EnvelopeFiles files = new(new EnvelopeClient()) { PreserveAttributes = true, Replace = true };
        string source = _directory.Write("data", Content(10));
        if (replaced)
        {
            _directory.Write("message", Content(3));
        }

        DateTime written = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastAccessTimeUtc(source, written.AddDays(1));
        File.SetLastWriteTimeUtc(source, written);
        TemporaryDirectory.SetMode(source, (UnixFileMode)0x1B6); // 0666: more than the umask lets pass
        await files.EncryptAsync(source, _directory.At("message"), new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_directory.At("message")));
        Assert.Equal(TemporaryDirectory.ModeOf(source), TemporaryDirectory.ModeOf(_directory.At("message")));
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }
}
