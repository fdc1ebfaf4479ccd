using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// Each read and each write of an operation fails in turn, until there is none left that could: the failure comes out as it was, within a time, every key
/// and buffer is wiped, and the next operation works. Nothing else runs meanwhile: the buffers are looked at after they went back to their pool.
/// </summary>
[Collection(nameof(EveryCallFailsTests))]
[CollectionDefinition(nameof(EveryCallFailsTests), DisableParallelization = true)]
public sealed class EveryCallFailsTests
{
    private const int Step = 131_072;
    private const int MostCalls = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _plaintext = new byte[1_700_000];
    private readonly ConcurrentBag<SecretBytes> _dataKeys = [];
    private readonly ScriptedKeyring _keyring;
    private readonly EnvelopeClient _client = new();

    public EveryCallFailsTests()
    {
        new Random(1).NextBytes(_plaintext);
        byte[] dataKey = new byte[32];
        SecretBytes NewKey()
        {
            SecretBytes key = SecretBytes.CopyOf(dataKey.AsSpan());
            _dataKeys.Add(key);
            return key;
        }

        _keyring = new ScriptedKeyring
        {
            OnEncrypt = materials =>
            {
                materials.SetDataKey(NewKey());
                materials.AddEncryptedDataKey(new Format.EncryptedDataKey("known", "key"u8.ToArray(), new byte[] { 1 }));
            },
            OnDecrypt = (materials, keys) => materials.SetDataKey(NewKey(), keys[0]),
        };
    }

    public static TheoryData<AlgorithmSuite, FaultMode> Cases()
    {
        TheoryData<AlgorithmSuite, FaultMode> cases = [];
        foreach (FaultMode mode in Enum.GetValues<FaultMode>())
        {
            cases.Add(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, mode);
            cases.Add(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, mode);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_an_encryption(AlgorithmSuite suite, FaultMode mode)
    {
        byte[] message = await FailInTurnAsync(
            _plaintext,
            mode,
            (source, destination, plan) => _client.EncryptAsync(
                source, destination, new EncryptRequest(_keyring) { AlgorithmSuite = suite, FrameLength = 4096 }, progress: null, plan.Token));
        Assert.Equal(_plaintext, _client.Decrypt(message, new DecryptRequest(_keyring)).Plaintext);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_decryption(AlgorithmSuite suite, FaultMode mode)
    {
        byte[] message = Message(suite);
        Assert.Equal(_plaintext, await FailInTurnAsync(
            message,
            mode,
            (source, destination, plan) => _client.DecryptAsync(source, destination, new DecryptRequest(_keyring), progress: null, plan.Token)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_message_written_anew(AlgorithmSuite suite, FaultMode mode)
    {
        byte[] message = Message(suite);
        ReEncryptRequest request = new(new DecryptRequest(_keyring), new Managers.DefaultMaterialsManager(_keyring)) { AlgorithmSuite = suite, FrameLength = 4096 };
        byte[] written = await FailInTurnAsync(
            message, mode, (source, destination, plan) => _client.ReEncryptAsync(source, destination, request, progress: null, plan.Token));
        Assert.Equal(_plaintext, _client.Decrypt(written, new DecryptRequest(_keyring)).Plaintext);
    }

    /// <returns>What is written when nothing fails any more.</returns>
    private async Task<byte[]> FailInTurnAsync(byte[] input, FaultMode mode, Func<Stream, Stream, FaultPlan, Task> operation)
    {
        for (int at = 0; at < MostCalls; at++)
        {
            using FaultPlan plan = new(at, mode);
            using MemoryStream written = new();
            Exception? error = await Record.ExceptionAsync(() => Task.Run(() => operation(plan.Source(input, Step), plan.Destination(written), plan))
                .WaitAsync(Patience, TestContext.Current.CancellationToken));

            Assert.False(error is TimeoutException, $"It hangs when call {at} fails.");
            Assert.All(_dataKeys, key => Assert.True(key.IsDisposed, $"A data key is left after call {at}."));
            _dataKeys.Clear();
            Assert.All(plan.Buffers, buffer => Assert.True(IsWiped(buffer, input), $"A buffer of {buffer.Length} bytes is left after call {at}."));
            if (!plan.Struck)
            {
                Assert.Null(error);
                Assert.InRange(at, 15, MostCalls);
                return written.ToArray();
            }

            if (mode == FaultMode.Cancels)
            {
                // The very last calls may come too late to be cancelled.
                Assert.Equal(plan.Token, error is null ? plan.Token : Assert.IsAssignableFrom<OperationCanceledException>(error).CancellationToken);
            }
            else
            {
                Assert.Same(plan.Cause, error);
            }
        }

        throw new InvalidOperationException("It never ends.");
    }

    /// <summary>Header, footer and messages are no secret and stand in memory of their own.</summary>
    private static bool IsWiped(byte[] buffer, byte[] input) => buffer.Length < 4096 || buffer == input || !buffer.AsSpan().ContainsAnyExcept((byte)0);

    private byte[] Message(AlgorithmSuite suite)
    {
        byte[] message = _client.Encrypt(_plaintext, new(_keyring) { AlgorithmSuite = suite, FrameLength = 4096 }).Message;
        _dataKeys.Clear();
        return message;
    }
}
