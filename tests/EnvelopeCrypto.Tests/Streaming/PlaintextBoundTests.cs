using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class PlaintextBoundTests
{
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);
    private readonly EnvelopeClient _client = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 100)]
    [InlineData(100, 100)]
    [InlineData(0, 100)]
    [InlineData(2_000_000, 2_000_000)]
    public async Task Plaintext_up_to_its_bound_is_fine(int length, int bound)
    {
        EncryptRequest request = new(_keyring) { PlaintextLength = bound };
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(length, (await _client.EncryptAsync(ScriptedStream.Pattern(length), Stream.Null, request, progress: null, cancel)).PlaintextLength);
        Assert.Equal(length, (await _client.EncryptAsync(new MemoryStream(new byte[length]), Stream.Null, request, progress: null, cancel)).PlaintextLength);
        Assert.Equal(length, _client.Encrypt(new byte[length], request).Result.PlaintextLength);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(101, 100)]
    [InlineData(2_000_001, 2_000_000)]
    public async Task Plaintext_beyond_its_bound_is_an_error_and_where_it_shows_beforehand_no_key_is_asked_for(int length, int bound)
    {
        EncryptRequest request = new(_keyring) { PlaintextLength = bound };
        CancellationToken cancel = TestContext.Current.CancellationToken;

        Demand(Assert.Throws<LimitExceededException>(() => _client.Encrypt(new byte[length], request)));
        Demand(await Assert.ThrowsAsync<LimitExceededException>(
            () => _client.EncryptAsync(new MemoryStream(new byte[length]), Stream.Null, request, progress: null, cancel)));
        Assert.Equal(0, _keyring.Calls);
        Demand(await Assert.ThrowsAsync<LimitExceededException>(
            () => _client.EncryptAsync(ScriptedStream.Pattern(length), Stream.Null, request, progress: null, cancel)));

        static void Demand(LimitExceededException error) => Assert.Equal(ErrorIds.PlaintextTooLong, error.ErrorId);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1000, -1)]
    [InlineData(0, 1)]
    [InlineData(3_000_000, 1)]
    [InlineData(3_000_000, -1)]
    public async Task A_source_that_is_longer_or_shorter_than_it_said_is_an_error(int length, int off)
    {
        using LyingStream source = new(new byte[length], length + off);

        LimitExceededException error = await Assert.ThrowsAsync<LimitExceededException>(
            () => _client.EncryptAsync(source, Stream.Null, new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken));

        Assert.Equal(off > 0 ? ErrorIds.PlaintextTooShort : ErrorIds.PlaintextTooLong, error.ErrorId);
    }

    [Fact]
    public async Task A_source_is_read_from_where_it_stands()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using MemoryStream source = new([1, 2, 3, 4, 5]);
        source.Position = 2;
        using MemoryStream message = new();
        message.Write([9, 9]);
        EncryptResult result = await _client.EncryptAsync(source, message, new EncryptRequest(_keyring), progress: null, cancel);
        Assert.Equal(3, result.PlaintextLength);
        message.Position = 2;
        using MemoryStream plaintext = new();

        await _client.DecryptAsync(message, plaintext, new DecryptRequest(_keyring), progress: null, cancel);

        Assert.Equal([3, 4, 5], plaintext.ToArray());
        Assert.Equal(5, source.Position);
        Assert.Equal(message.Length, message.Position);
    }

    [Fact]
    public async Task The_manager_is_told_the_exact_length_or_else_the_bound_or_else_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        List<long?> told = [];
        ScriptedManager manager = new()
        {
            OnEncrypt = request =>
            {
                told.Add(request.MaxPlaintextLength);
                EncryptionMaterials materials = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, EncryptionContext.Empty);
                materials.SetDataKey(SecretBytes.Random(32));
                materials.AddEncryptedDataKey(new EncryptedDataKey("p", default, default));
                return materials;
            },
        };

        await _client.EncryptAsync(new MemoryStream(new byte[5]), Stream.Null, new EncryptRequest(manager), progress: null, cancel);
        await _client.EncryptAsync(new MemoryStream(new byte[5]), Stream.Null, new(manager) { PlaintextLength = 9 }, progress: null, cancel);
        await _client.EncryptAsync(ScriptedStream.Pattern(5), Stream.Null, new(manager) { PlaintextLength = 9 }, progress: null, cancel);
        await _client.EncryptAsync(ScriptedStream.Pattern(5), Stream.Null, new EncryptRequest(manager), progress: null, cancel);

        Assert.Equal([5, 5, 9, null], told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    [InlineData(6_000_000)]
    public async Task Progress_adds_up_to_the_plaintext_when_writing_and_to_the_message_when_reading(int length)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        foreach (AlgorithmSuite suite in (AlgorithmSuite[])[AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384])
        {
            ProgressSum writing = new();
            ProgressSum reading = new();
            using MemoryStream message = new();
            await _client.EncryptAsync(new MemoryStream(new byte[length]), message, new(_keyring) { AlgorithmSuite = suite }, writing, cancel);
            Assert.Equal(length, writing.Total);
            message.Position = 0;

            await _client.DecryptAsync(message, Stream.Null, new DecryptRequest(_keyring), reading, cancel);

            Assert.Equal(message.Length, reading.Total);
            Assert.True(length < 1_000_000 || reading.Reports > 5, "A long message is reported piece by piece.");
        }

        using HandMadeMessage single = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        byte[] inOnePiece = single.AddSingleBlock(new byte[length]).Build();
        ProgressSum whole = new();
        await _client.DecryptAsync(new MemoryStream(inOnePiece), Stream.Null, new DecryptRequest(single.Keyring()), whole, cancel);
        Assert.Equal(inOnePiece.Length, whole.Total);
    }

    /// <summary>Says another length than it has.</summary>
    private sealed class LyingStream : MemoryStream
    {
        private readonly long _length;

        internal LyingStream(byte[] data, long length)
            : base(data)
        {
            _length = length;
        }

        public override long Length => _length;
    }
}
