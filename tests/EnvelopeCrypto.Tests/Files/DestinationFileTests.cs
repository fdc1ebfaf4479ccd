using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;
using EnvelopeCrypto.Trees;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Temporary files, leftovers, modes, and who wins when several write.</summary>
public sealed class DestinationFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task While_it_is_written_a_file_has_another_name_that_says_so_and_only_its_owner_can_read_it()
    {
        List<string> seen = [];
        UnixFileMode mode = UnixFileMode.None;
        ProgressSum progress = new()
        {
            OnFirst = () =>
            {
                seen.AddRange(_directory.Names);
                mode = TemporaryDirectory.ModeOf(_directory.At(seen[0]));
            },
        };

        await new EnvelopeFiles(new EnvelopeClient()).EncryptStreamAsync(
            new MemoryStream(new byte[100]), _directory.At("message"), new EncryptRequest(_keyring), progress, TestContext.Current.CancellationToken);

        string partial = Assert.Single(seen);
        Assert.Matches(@"^\.message\.[0-9A-F]{16}\.envelope-partial$", partial);
        Assert.True(EnvelopeFiles.IsPartialFileName(partial));
        Assert.False(EnvelopeFiles.IsPartialFileName("message"));
        Assert.True(OperatingSystem.IsWindows() || mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite), mode.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task It_gets_its_mode_when_it_is_on_disk_and_its_name_after_that(int filesAtOnce)
    {
        OrderOfCalls calls = new();
        using FileBatch? batch = filesAtOnce == 0 ? null : new FileBatch(filesAtOnce);
        string source = _directory.Write("source", [1]);
        await new EnvelopeFiles(new EnvelopeClient(), calls) { Batch = batch }.EncryptAsync(
            source, _directory.At("message"), new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(["Write", "Flush", "SetMode", "TryMove"], calls.Made);
    }

    [Fact]
    public async Task Leftovers_of_the_same_destination_are_removed_unless_somebody_still_writes_them()
    {
        string abandoned = _directory.Write(".message.0123456789ABCDEF.envelope-partial", [1]);
        string another = _directory.Write(".message2.0123456789ABCDEF.envelope-partial", [1]);
        string nested = _directory.Write(".message.x.0123456789ABCDEF.envelope-partial", [1]);
        string inUse = _directory.Write(".message.FEDCBA9876543210.envelope-partial", [1]);
        await using FileStream writer = new(inUse, FileMode.Open, FileAccess.Write, FileShare.None);

        await new EnvelopeFiles(new EnvelopeClient()).EncryptStreamAsync(
            new MemoryStream([1]), _directory.At("message"), new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);

        Assert.False(File.Exists(abandoned));
        Assert.True(File.Exists(another));
        Assert.True(File.Exists(nested));
        Assert.True(File.Exists(inUse));
        Assert.True(File.Exists(_directory.At("message")));
    }

    [Theory]
    [InlineData("\U0001F512", 60)] // four bytes and two characters each
    [InlineData("é", 120)]
    [InlineData("a", 250)]
    public async Task Names_as_long_as_a_file_system_takes_can_be_written_and_swept(string letter, int count)
    {
        string name = new System.Text.StringBuilder().Insert(0, letter, count).Insert(0, "x").ToString();
        List<string> partials = [];
        EncryptRequest request = new(_keyring);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        ProgressSum progress = new()
        {
            OnFirst = () => partials.AddRange(_directory.Names),
        };
        await new EnvelopeFiles(new EnvelopeClient()).EncryptStreamAsync(new MemoryStream([1]), _directory.At(name), request, progress, cancel);
        string leftover = _directory.Write(Assert.Single(partials), [1]);

        await new EnvelopeFiles(new EnvelopeClient()) { Replace = true }.EncryptStreamAsync(
            new MemoryStream([1]), _directory.At(name), request, progress: null, cancel);

        Assert.False(File.Exists(leftover));
        Assert.Equal([name], _directory.Names);
    }

    [Fact]
    public async Task A_new_file_gets_the_mode_of_its_source_within_the_umask_and_a_replaced_one_keeps_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes on Windows.");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeFiles files = new(new EnvelopeClient()) { Replace = true };
        EncryptRequest request = new(_keyring);
        const UnixFileMode Everyone = (UnixFileMode)0x1B6;
        UnixFileMode withinUmask = TemporaryDirectory.ModeOf(_directory.Write("plain", []));
        string source = _directory.Write("data", [1]);

        await files.EncryptStreamAsync(new MemoryStream([1]), _directory.At("of a stream"), request, progress: null, cancel);
        Assert.Equal(withinUmask, TemporaryDirectory.ModeOf(_directory.At("of a stream")));

        TemporaryDirectory.SetMode(source, Everyone);
        await files.EncryptAsync(source, _directory.At("message"), request, progress: null, cancel);
        Assert.Equal(withinUmask, TemporaryDirectory.ModeOf(_directory.At("message")));

        TemporaryDirectory.SetMode(source, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await files.EncryptAsync(source, _directory.At("private"), request, progress: null, cancel);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, TemporaryDirectory.ModeOf(_directory.At("private")));

        TemporaryDirectory.SetMode(_directory.At("private"), Everyone | UnixFileMode.UserExecute);
        await files.EncryptAsync(source, _directory.At("private"), request, progress: null, cancel);
        Assert.Equal(Everyone | UnixFileMode.UserExecute, TemporaryDirectory.ModeOf(_directory.At("private")));
    }

    [Fact]
    public void Of_several_that_take_the_same_new_name_exactly_one_succeeds()
    {
        const int Rounds = 200;
        const int Writers = 4;
        string name = _directory.At("contested");
        int[] successes = new int[Rounds];
        string[] kept = new string[Rounds];
        using Barrier start = new(Writers);
        using Barrier end = new(Writers, _ =>
        {
            kept[(int)start.CurrentPhaseNumber - 1] = File.ReadAllText(name);
            File.Delete(name);
        });
        string[] winners = new string[Rounds];
        Thread[] threads = new Thread[Writers];
        for (int i = 0; i < Writers; i++)
        {
            string own = $"writer {i}";
            threads[i] = new Thread(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    string from = _directory.Write(own, System.Text.Encoding.UTF8.GetBytes(own));
                    start.SignalAndWait();
                    if (Moved(from, name))
                    {
                        Interlocked.Increment(ref successes[round]);
                        winners[round] = own;
                    }

                    end.SignalAndWait();
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        for (int round = 0; round < Rounds; round++)
        {
            Assert.True(successes[round] == 1, $"round {round}: {successes[round]} writers were told that they had written the file");
            Assert.Equal(winners[round], kept[round]);
        }
    }

    [Fact]
    public async Task Of_several_that_encrypt_to_the_same_new_file_exactly_one_succeeds()
    {
        const int Writers = 8;
        EnvelopeFiles files = new(new EnvelopeClient());
        for (int round = 0; round < 10; round++)
        {
            string destination = _directory.At($"message {round}");
            Task<EncryptResult>[] writers = new Task<EncryptResult>[Writers];
            for (int i = 0; i < Writers; i++)
            {
                byte[] data = RandomNumberGenerator.GetBytes(1000 + i);
                writers[i] = Task.Run(() => files.EncryptStreamAsync(new MemoryStream(data), destination, new EncryptRequest(_keyring)), TestContext.Current.CancellationToken);
            }

            EncryptResult? winner = null;
            foreach (Task<EncryptResult> writer in writers)
            {
                try
                {
                    EncryptResult result = await writer;
                    Assert.Null(winner);
                    winner = result;
                }
                catch (EnvelopeFileException e)
                {
                    Assert.Equal(ErrorIds.DestinationExists, e.ErrorId);
                }
            }

            byte[] kept = await File.ReadAllBytesAsync(destination, TestContext.Current.CancellationToken);
            DecryptedData data2 = new EnvelopeClient().Decrypt(kept, new DecryptRequest(_keyring));
            Assert.Equal(winner!.Header.MessageId.ToArray(), data2.Result.Header.MessageId.ToArray());
            Assert.Equal(round + 1, _directory.Names.Count);
        }
    }

    private static bool Moved(string from, string to)
    {
        try
        {
            return ExclusiveName.TryMove(from, to);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Notes what is done with a file that is written.</summary>
    private sealed class OrderOfCalls : FileCalls
    {
        internal List<string> Made { get; } = [];

        internal override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
        {
            Made.Add(nameof(Write));
            base.Write(file, bytes, position);
        }

        internal override void Flush(SafeFileHandle file) => Made.Add(nameof(Flush));

        internal override void SetMode(SafeFileHandle file, UnixFileMode mode)
        {
            Made.Add(nameof(SetMode));
            base.SetMode(file, mode);
        }

        internal override bool TryMove(string from, string to)
        {
            Made.Add(nameof(TryMove));
            return base.TryMove(from, to);
        }
    }
}
