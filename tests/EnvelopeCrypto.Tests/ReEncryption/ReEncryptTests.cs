using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>A message gets other keys in one pass.</summary>
public sealed class ReEncryptTests : IDisposable
{
    private static readonly EncryptionContext Context = EncryptionContext.Create([new("tenant", "a"), new("Purpose", "test")]);

    private readonly RawAesKeyring _oldKey = new("test", "old", RandomNumberGenerator.GetBytes(32));
    private readonly RawAesKeyring _newKey = new("test", "new", RandomNumberGenerator.GetBytes(32));
    private readonly EnvelopeClient _client = new();
    private readonly EnvelopeClient _migrating = new(CommitmentPolicy.RequireEncryptAllowDecrypt);

    public void Dispose()
    {
        _oldKey.Dispose();
        _newKey.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(3_000_001)]
    public async Task Only_the_new_key_opens_the_new_message_and_the_plaintext_is_the_same(int length)
    {
        byte[] plaintext = RandomNumberGenerator.GetBytes(length);
        byte[] old = Write(plaintext);
        (byte[] message, ReEncryptResult result) = await ReEncryptAsync(_client, old, Request());

        Assert.Equal(plaintext, _client.Decrypt(message, new DecryptRequest(_newKey)).Plaintext);
        Assert.Equal(ErrorIds.NoMatchingKey, Assert.Throws<DataKeyException>(() => _client.Decrypt(message, new DecryptRequest(_oldKey))).ErrorId);
        Assert.Equal((length, length), (result.Old.PlaintextLength, result.New.PlaintextLength));
        Assert.Equal((old.Length, message.Length), (result.Old.MessageLength, result.New.MessageLength));
        Assert.Equal("old", result.Old.UsedKey!.KeyId);
        Assert.Equal("new", Assert.Single(result.New.Header.EncryptedDataKeys).KeyId);
        Assert.NotEqual(result.Old.Header.MessageId.ToArray(), result.New.Header.MessageId.ToArray());
        Assert.Equal(length > 1024 * 1024 ? 65536 : 4096, result.New.Header.FrameLength);
    }

    [Fact]
    public async Task Who_held_the_old_data_key_cannot_read_the_new_message()
    {
        KnownDataKeyKeyring known = new(new byte[32]);
        byte[] old = _client.Encrypt(new byte[100], new EncryptRequest(known)).Message;
        (byte[] message, _) = await ReEncryptAsync(_client, old, new ReEncryptRequest(new DecryptRequest(known), Manager(_newKey)));
        Assert.Throws<MessageAuthenticationException>(() => _client.Decrypt(message, new DecryptRequest(known)));
    }

    [Fact]
    public async Task The_stored_context_is_kept_and_can_be_replaced_also_by_none()
    {
        byte[] old = Write([1, 2, 3]);
        Assert.Contains("aws-crypto-public-key", _client.ReadHeader(old).EncryptionContext.Keys);
        EncryptionContext other = EncryptionContext.Create([new("other", "b")]);
        foreach ((EncryptionContext? asked, EncryptionContext expected) in
            new (EncryptionContext?, EncryptionContext)[] { (null, Context), (other, other), (EncryptionContext.Empty, EncryptionContext.Empty) })
        {
            ReEncryptRequest request = new(new DecryptRequest(_oldKey), Manager(_newKey))
            {
                NewEncryptionContext = asked,
                AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey,
            };
            (byte[] message, _) = await ReEncryptAsync(_client, old, request);
            Assert.Equal(expected, _client.ReadHeader(message).EncryptionContext);
        }
    }

    [Fact]
    public async Task A_message_without_commitment_is_read_only_where_the_policy_says_so_and_the_new_one_commits()
    {
        byte[] old = new EnvelopeClient(CommitmentPolicy.ForbidEncryptAllowDecrypt).Encrypt([1, 2, 3], new EncryptRequest(_oldKey)).Message;
        CommitmentPolicyException refused = await Assert.ThrowsAsync<CommitmentPolicyException>(() => ReEncryptAsync(_client, old, Request()));
        Assert.Equal(ReEncryptSide.Old, refused.Side);

        (byte[] message, _) = await ReEncryptAsync(_migrating, old, Request());
        Assert.Equal(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, _client.ReadHeader(message).AlgorithmSuite);
        Assert.Equal([1, 2, 3], _client.Decrypt(message, new DecryptRequest(_newKey)).Plaintext);

        ReEncryptRequest unwritable = new(new DecryptRequest(_oldKey), Manager(_newKey)) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384 };
        Assert.Equal(ReEncryptSide.New, (await Assert.ThrowsAsync<CommitmentPolicyException>(() => ReEncryptAsync(_migrating, old, unwritable))).Side);
    }

    [Fact]
    public async Task Frame_length_and_suite_are_those_asked_for()
    {
        ReEncryptRequest request = new(new DecryptRequest(_oldKey), Manager(_newKey)) { FrameLength = 77, AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
        (byte[] message, _) = await ReEncryptAsync(_client, Write(new byte[1000]), request);
        MessageHeader header = _client.ReadHeader(message);
        Assert.Equal((77, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey), (header.FrameLength, header.AlgorithmSuite));
        Assert.Equal(new byte[1000], _client.Decrypt(message, new DecryptRequest(_newKey)).Plaintext);
    }

    [Fact]
    public async Task With_the_wrong_old_key_no_new_key_is_asked_for_and_the_error_names_the_side()
    {
        KnownDataKeyKeyring untouched = new(new byte[32]);
        DataKeyException error = await Assert.ThrowsAsync<DataKeyException>(
            () => ReEncryptAsync(_client, Write([1]), new ReEncryptRequest(new DecryptRequest(_newKey), Manager(untouched))));
        Assert.Equal((ErrorIds.NoMatchingKey, ReEncryptSide.Old), (error.ErrorId, error.Side));
        Assert.StartsWith("Reading the old message: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, untouched.Calls);
    }

    [Fact]
    public async Task A_new_keyring_that_fails_is_named_as_the_side_and_nothing_is_written()
    {
        ScriptedKeyring failing = new() { OnEncrypt = static _ => throw new KeyMaterialException(ErrorIds.KeyringCannotEncrypt, "no key") };
        using MemoryStream output = new();
        KeyMaterialException error = await Assert.ThrowsAsync<KeyMaterialException>(() => _client.ReEncryptAsync(
            new MemoryStream(Write([1])), output, new ReEncryptRequest(new DecryptRequest(_oldKey), Manager(failing)), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(ReEncryptSide.New, error.Side);
        Assert.Equal("Writing the new message: no key", error.Message);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task What_is_written_of_a_damaged_message_is_never_a_message()
    {
        byte[] old = Write(RandomNumberGenerator.GetBytes(300), frameLength: 100);
        int header = _client.ReadHeader(old).Length;
        List<byte[]> damaged = [old[..^1], old[..(header + 150)], [.. old, 0]];
        for (int i = header; i < old.Length; i += 29)
        {
            byte[] flipped = [.. old];
            flipped[i] ^= 1;
            damaged.Add(flipped);
        }

        foreach (byte[] message in damaged)
        {
            foreach (Stream source in (Stream[])[new MemoryStream(message), ScriptedStream.Trickle(message, 50)])
            {
                using MemoryStream output = new();
                EnvelopeCryptoException error = await Assert.ThrowsAnyAsync<EnvelopeCryptoException>(
                    () => _client.ReEncryptAsync(source, output, Request(), progress: null, TestContext.Current.CancellationToken));
                Assert.Equal(ReEncryptSide.Old, error.Side);
                Assert.ThrowsAny<EnvelopeCryptoException>(() => _client.Decrypt(output.ToArray(), new DecryptRequest(_newKey)));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_new_manager_is_told_the_length_where_it_can_be_known(bool seekable)
    {
        List<long?> told = [];
        DefaultMaterialsManager manager = new(_newKey);
        ScriptedManager listening = new()
        {
            OnEncrypt = request =>
            {
                told.Add(request.MaxPlaintextLength);
                return manager.GetEncryptionMaterialsAsync(request, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
            },
        };
        byte[] old = Write(new byte[10_000]);
        Stream source = seekable ? new MemoryStream(old) : ScriptedStream.Trickle(old, 1000);
        await _client.ReEncryptAsync(
            source, Stream.Null, new ReEncryptRequest(new DecryptRequest(_oldKey), listening), progress: null, TestContext.Current.CancellationToken);
        Assert.Equal([seekable ? 10_000 : null], told);
    }

    [Fact]
    public async Task A_long_message_passes_through_and_is_never_held_as_a_whole()
    {
        const long Length = 96L * 1024 * 1024;
        const long MostHeld = 32L * 1024 * 1024;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        long read = 0;
        long written = 0;
        long held = 0;
        await using Stream old = _client.OpenEncryptStream(ScriptedStream.Pattern(Length), new EncryptRequest(_oldKey) { FrameLength = 65536 });
        ScriptedStream source = new()
        {
            OnRead = async (target, stop) =>
            {
                int count = await old.ReadAsync(target, stop);
                held = Math.Max(held, Interlocked.Add(ref read, count) - Interlocked.Read(ref written));
                return count;
            },
        };
        ScriptedStream destination = new()
        {
            OnWrite = (bytes, _) =>
            {
                Interlocked.Add(ref written, bytes.Length);
                return ValueTask.CompletedTask;
            },
        };
        ProgressSum progress = new();
        ReEncryptResult result = await _client.ReEncryptAsync(source, destination, Request(), progress, cancel);
        Assert.Equal((Length, Length), (result.Old.PlaintextLength, result.New.PlaintextLength));
        Assert.Equal(result.Old.MessageLength, progress.Total);
        Assert.InRange(held, 1, MostHeld);
    }

    private static DefaultMaterialsManager Manager(IKeyring keyring) => new(keyring);

    private static async Task<(byte[] Message, ReEncryptResult Result)> ReEncryptAsync(EnvelopeClient client, byte[] old, ReEncryptRequest request)
    {
        using MemoryStream output = new();
        ReEncryptResult result = await client.ReEncryptAsync(new MemoryStream(old), output, request, progress: null, TestContext.Current.CancellationToken);
        return (output.ToArray(), result);
    }

    private ReEncryptRequest Request() => new(new DecryptRequest(_oldKey), Manager(_newKey));

    private byte[] Write(byte[] plaintext, int? frameLength = null) =>
        _client.Encrypt(plaintext, new EncryptRequest(_oldKey) { EncryptionContext = Context, FrameLength = frameLength }).Message;
}
