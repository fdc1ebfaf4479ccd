using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// Each call to the file system fails in turn, until there is none left that could: an error that names the file and has its cause, the destination as it
/// was, the source as it was, nothing left beside them, no key left in memory; and the next operation of the same instance works.
/// </summary>
public sealed class EveryFileCallFailsTests : IDisposable
{
    private const int MostCalls = 200;
    private const AlgorithmSuite Suite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;

    /// <summary>Housekeeping, without which the work goes on; and what is tried again, as another run may have been in the way.</summary>
    private static readonly string[] Dispensable = ["Partials", "Lock", "Delete", "TryFlushFileSystem", "Create"];

    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentBag<SecretBytes> _dataKeys = [];
    private readonly ScriptedKeyring _keyring;

    public EveryFileCallFailsTests()
    {
        SecretBytes NewKey()
        {
            SecretBytes key = SecretBytes.CopyOf(new byte[32].AsSpan());
            _dataKeys.Add(key);
            return key;
        }

        _keyring = new ScriptedKeyring
        {
            OnEncrypt = materials =>
            {
                materials.SetDataKey(NewKey());
                materials.AddEncryptedDataKey(new EncryptedDataKey("known", "key"u8.ToArray(), new byte[] { 1 }));
            },
            OnDecrypt = (materials, keys) => materials.SetDataKey(NewKey(), keys[0]),
        };
    }

    public static TheoryData<FileFaultMode, int, bool> Cases()
    {
        TheoryData<FileFaultMode, int, bool> cases = [];
        foreach (FileFaultMode mode in Enum.GetValues<FileFaultMode>())
        {
            foreach (int length in (int[])[0, 1000, 1_100_000])
            {
                cases.Add(mode, length, false);
                cases.Add(mode, length, true);
            }
        }

        return cases;
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_file_that_is_encrypted(FileFaultMode mode, int length, bool replaces)
    {
        byte[] plaintext = Content(length);
        byte[] written = await FailInTurnAsync(
            mode,
            plaintext,
            replaces,
            files => files.EncryptAsync(Source, Destination, Request, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(plaintext, Decrypt(written));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_file_that_is_decrypted(FileFaultMode mode, int length, bool replaces)
    {
        byte[] plaintext = Content(length);
        Assert.Equal(plaintext, await FailInTurnAsync(
            mode,
            Encrypt(plaintext),
            replaces,
            files => files.DecryptAsync(Source, Destination, new DecryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_message_that_is_written_anew(FileFaultMode mode, int length, bool replaces)
    {
        byte[] plaintext = Content(length);
        ReEncryptRequest request = new(new DecryptRequest(_keyring), new DefaultMaterialsManager(_keyring)) { AlgorithmSuite = Suite };
        byte[] written = await FailInTurnAsync(
            mode,
            Encrypt(plaintext),
            replaces,
            files => files.ReEncryptAsync(Source, Destination, request, progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(plaintext, Decrypt(written));
    }

    [Theory]
    [InlineData(FileFaultMode.Gone)]
    [InlineData(FileFaultMode.Denied)]
    [InlineData(FileFaultMode.DiskFull)]
    [InlineData(FileFaultMode.GoneFromThenOn)]
    public async Task Of_a_message_that_is_replaced(FileFaultMode mode)
    {
        byte[] plaintext = Content(1000);
        byte[] message = Encrypt(plaintext);
        ReEncryptRequest request = new(new DecryptRequest(_keyring), new DefaultMaterialsManager(_keyring)) { AlgorithmSuite = Suite };
        byte[] written = await FailInTurnAsync(
            mode,
            message,
            replaces: false,
            files => files.ReEncryptInPlaceAsync(Source, request, progress: null, TestContext.Current.CancellationToken),
            inPlace: true);
        Assert.Equal(plaintext, Decrypt(written));
        Assert.NotEqual(message, written);
    }

    [Theory]
    [InlineData(FileFaultMode.Gone, false)]
    [InlineData(FileFaultMode.Gone, true)]
    [InlineData(FileFaultMode.DiskFull, false)]
    public async Task Of_several_files_that_are_flushed_together(FileFaultMode mode, bool isFast)
    {
        const int Count = 8;
        for (int i = 0; i < Count; i++)
        {
            _directory.Write($"source{i}", Content(100));
        }

        for (int at = 0; at < MostCalls; at++)
        {
            FaultyFileCalls calls = new(at, mode);
            using FileBatch batch = new(Count) { CheapFlush = isFast ? TimeSpan.MaxValue : TimeSpan.Zero };
            EnvelopeFiles files = new(new EnvelopeClient(), calls) { Batch = batch };
            int failed = 0;
            using (BoundedWork<EncryptResult> work = new(Count) { Threads = 1 })
            {
                for (int i = 0; i < Count; i++)
                {
                    string source = _directory.At($"source{i}");
                    await work.AddAsync(
                        stop => files.EncryptAsync(source, source + ".encrypted", Request, progress: null, stop),
                        ended => failed += ended.IsFaulted ? 1 : 0);
                }

                await work.FinishAsync();
            }

            // The others are done, whichever it was.
            string[] written = [.. _directory.Names.Where(static name => name.EndsWith(".encrypted", StringComparison.Ordinal))];
            Assert.Equal(calls.Struck.Length == 0 || Dispensable.Contains(calls.Struck) ? 0 : 1, failed);
            Assert.Equal(Count - failed, written.Length);
            Assert.Equal((2 * Count) - failed, _directory.Names.Count);
            Assert.All(written, name => Assert.Equal(Content(100), Decrypt(File.ReadAllBytes(_directory.At(name)))));
            Assert.All(written, name => File.Delete(_directory.At(name)));
            if (calls.Struck.Length == 0)
            {
                Assert.InRange(at, Count * 8, MostCalls);
                return;
            }
        }

        throw new InvalidOperationException("It never ends.");
    }

    private EncryptRequest Request => new(_keyring) { AlgorithmSuite = Suite };

    private string Source => _directory.At("source");

    private string Destination => _directory.At("destination");

    /// <returns>What is written when nothing fails any more.</returns>
    private async Task<byte[]> FailInTurnAsync(FileFaultMode mode, byte[] input, bool replaces, Func<EnvelopeFiles, Task> operation, bool inPlace = false)
    {
        byte[] before = [1, 2, 3];
        string destination = inPlace ? Source : Destination;
        HashSet<string> struck = [];
        for (int at = 0; at < MostCalls; at++)
        {
            _directory.Write("source", input);
            File.Delete(Destination);
            if (replaces)
            {
                _directory.Write("destination", before);
            }

            byte[]? standing = inPlace ? input : replaces ? before : null;
            string leftover = _directory.Write($".{Path.GetFileName(destination)}.0123456789ABCDEF.envelope-partial", [1]);
            _dataKeys.Clear();
            FaultyFileCalls calls = new(at, mode);
            EnvelopeFiles files = new(new EnvelopeClient(), calls) { Replace = replaces, Verify = true, PreserveAttributes = true };

            Exception? error = await Record.ExceptionAsync(() => operation(files));

            Assert.All(_dataKeys, key => Assert.True(key.IsDisposed, $"A data key is left after call {at}."));
            Assert.All(calls.Opened, file => Assert.True(file.IsClosed, $"A file is open after call {at}."));
            if (calls.Struck.Length == 0)
            {
                Assert.Null(error);
                Assert.Contains("Write", struck);
                Assert.Contains(replaces || inPlace ? "Replace" : "TryMove", struck);
                Assert.Equal(inPlace ? ["source"] : ["destination", "source"], _directory.Names);
                return File.ReadAllBytes(destination);
            }

            struck.Add(calls.Struck);
            if (error is null)
            {
                Assert.Contains(calls.Struck, Dispensable);
            }
            else
            {
                DemandUnharmed(calls, mode, error, input, destination, standing);
            }

            // The next one works, with the same instance, and clears what is left.
            calls.IsMended = true;
            File.Delete(Destination);
            await operation(files);
            File.Delete(leftover);
            Assert.Equal(inPlace ? ["source"] : ["destination", "source"], _directory.Names.Where(name => mode != FileFaultMode.GoneFromThenOn || !EnvelopeFiles.IsPartialFileName(name)));
            if (mode == FileFaultMode.GoneFromThenOn)
            {
                await new EnvelopeFiles(new EnvelopeClient()) { Replace = true }.EncryptBytesAsync(default, destination, Request, CancellationToken.None);
                Assert.Equal(inPlace ? ["source"] : ["destination", "source"], _directory.Names);
            }
        }

        throw new InvalidOperationException("It never ends.");
    }

    private void DemandUnharmed(FaultyFileCalls calls, FileFaultMode mode, Exception error, byte[] input, string destination, byte[]? standing)
    {
        EnvelopeFileException told = Assert.IsType<EnvelopeFileException>(error);
        Assert.Contains(told.InnerException, calls.Causes);
        Assert.Contains(_directory.Root, told.Message, StringComparison.Ordinal);
        if (mode == FileFaultMode.DiskFull && calls.Struck == "Write")
        {
            Assert.Equal(ErrorIds.DiskFull, told.ErrorId);
        }

        Assert.Equal(input, File.ReadAllBytes(Source));
        Assert.Equal(standing, File.Exists(destination) ? File.ReadAllBytes(destination) : null);
        if (mode != FileFaultMode.GoneFromThenOn)
        {
            // What was there before may be there still; what this run made is not.
            Assert.DoesNotContain(_directory.Names, static name => EnvelopeFiles.IsPartialFileName(name) && !name.Contains("0123456789ABCDEF", StringComparison.Ordinal));
        }
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private byte[] Encrypt(byte[] plaintext) => new EnvelopeClient().Encrypt(plaintext, Request).Message;

    private byte[] Decrypt(byte[] message) => new EnvelopeClient().Decrypt(message, new DecryptRequest(_keyring)).Plaintext;
}
