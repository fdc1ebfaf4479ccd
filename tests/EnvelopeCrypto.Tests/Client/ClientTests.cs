using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class ClientTests
{
    [Fact]
    public void Limits_outside_their_ranges_are_refused()
    {
        KnownDataKeyKeyring keyring = new(new byte[32]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvelopeClient(maxEncryptedDataKeys: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvelopeClient(maxEncryptedDataKeys: 65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvelopeClient(maxFrameLength: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvelopeClient(maxFrameLength: EnvelopeClient.GreatestFrameLength + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncryptRequest(keyring) { FrameLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncryptRequest(keyring) { FrameLength = EnvelopeClient.GreatestFrameLength + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncryptRequest(keyring) { PlaintextLength = -1 });
        EnvelopeClient client = new(maxEncryptedDataKeys: 65_535, maxFrameLength: EnvelopeClient.GreatestFrameLength);
        Assert.Equal(65_535, client.MaxEncryptedDataKeys);
        Assert.Equal(1_073_741_824, client.MaxFrameLength);
        Assert.Equal(256 * 1024 * 1024, new EnvelopeClient().MaxFrameLength);
        Assert.Equal(65_535, new EnvelopeClient().MaxEncryptedDataKeys);
    }

    [Fact]
    public void A_suite_that_is_none_is_refused_without_asking_for_a_key()
    {
        KnownDataKeyKeyring spy = new(new byte[32]);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new EnvelopeClient().Encrypt(default, new(spy) { AlgorithmSuite = (AlgorithmSuite)0x0070 }));
        Assert.Equal(0, spy.Calls);
    }

    [Fact]
    public async Task Nulls_are_refused_by_name()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeClient client = new();
        EncryptRequest encrypt = new(new KnownDataKeyKeyring(new byte[32]));
        DecryptRequest decrypt = new(new KnownDataKeyKeyring(new byte[32]));
        Assert.Equal("source", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.EncryptAsync(null!, Stream.Null, encrypt, null, cancel))).ParamName);
        Assert.Equal("destination", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.EncryptAsync(Stream.Null, null!, encrypt, null, cancel))).ParamName);
        Assert.Equal("request", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.EncryptAsync(Stream.Null, Stream.Null, null!, null, cancel))).ParamName);
        Assert.Equal("source", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.DecryptAsync(null!, Stream.Null, decrypt, null, cancel))).ParamName);
        Assert.Equal("destination", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.DecryptAsync(Stream.Null, null!, decrypt, null, cancel))).ParamName);
        Assert.Equal("request", (await Assert.ThrowsAsync<ArgumentNullException>(() => client.DecryptAsync(Stream.Null, Stream.Null, null!, null, cancel))).ParamName);
        Assert.Throws<ArgumentNullException>(() => client.Encrypt(default, null!));
        Assert.Throws<ArgumentNullException>(() => client.Decrypt(default, null!));
        Assert.Throws<ArgumentNullException>(() => new EncryptRequest((IKeyring)null!));
        Assert.Throws<ArgumentNullException>(() => new DecryptRequest((IMaterialsManager)null!));
        Assert.Throws<ArgumentNullException>(() => new EnvelopeFiles(null!));
    }

    [Fact]
    public async Task One_client_keyring_and_request_serve_many_threads()
    {
        using RSA rsa = RSA.Create(2048);
        using RawAesKeyring aes = new("ns", "a", RandomNumberGenerator.GetBytes(32));
        using RawRsaKeyring asymmetric = new("ns", "r", RawRsaPadding.OaepSha256, rsa, rsa);
        EnvelopeClient client = new();
        EncryptRequest encrypt = new(new MultiKeyring(aes, [asymmetric])) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
        DecryptRequest[] decrypt = [new(aes), new(asymmetric)];
        HashSet<string> ids = [];

        await Parallel.ForAsync(0, 64, TestContext.Current.CancellationToken, async (i, cancel) =>
        {
            byte[] data = RandomNumberGenerator.GetBytes(i * 20_000);
            using MemoryStream message = new();
            EncryptResult result = await client.EncryptAsync(ScriptedStream.Trickle(data, 100_000), message, encrypt, progress: null, cancel);
            DecryptedData back = await client.DecryptAsync(message.ToArray(), decrypt[i % 2], cancel);
            Assert.True(data.AsSpan().SequenceEqual(back.Plaintext));
            lock (ids)
            {
                Assert.True(ids.Add(Convert.ToHexString(result.Header.MessageId.Span)), "A message id was used twice.");
            }
        });

        Assert.Equal(64, ids.Count);
    }

    [Fact]
    public void The_blocking_forms_do_not_wait_for_a_context_that_they_block()
    {
        DeafContext deaf = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(deaf);
        try
        {
            YieldingKeyring keyring = new();
            EnvelopeClient client = new();
            byte[] message = client.Encrypt("x"u8, new EncryptRequest(keyring)).Message;
            Assert.Equal("x"u8.ToArray(), client.Decrypt(message, new DecryptRequest(keyring)).Plaintext);
            Assert.Same(deaf, SynchronizationContext.Current);
            Assert.Equal(0, deaf.Posts);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void What_came_from_a_cache_is_said()
    {
        EnvelopeClient client = new();
        ScriptedManager cached = new()
        {
            OnEncrypt = static request =>
            {
                EncryptionMaterials materials = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, request.EncryptionContext) { FromCache = true };
                materials.SetDataKey(SecretBytes.CopyOf(new byte[32].AsSpan()));
                materials.AddEncryptedDataKey(new EncryptedDataKey("p", default, default));
                return materials;
            },
            OnDecrypt = static request =>
            {
                DecryptionMaterials materials = new(request.AlgorithmSuite, request.StoredContext) { FromCache = true };
                materials.SetDataKey(SecretBytes.CopyOf(new byte[32].AsSpan()), usedKey: null);
                return materials;
            },
        };

        EncryptedData message = client.Encrypt("x"u8, new EncryptRequest(cached));
        DecryptResult read = client.Decrypt(message.Message, new DecryptRequest(cached)).Result;

        Assert.True(message.Result.FromCache);
        Assert.True(read.FromCache);
        Assert.Null(read.UsedKey);
    }

    /// <summary>Never runs what is posted to it, as a thread that waits does not.</summary>
    private sealed class DeafContext : SynchronizationContext
    {
        internal int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => Posts++;
    }

    /// <summary>Answers later, on whatever context it was called on.</summary>
    private sealed class YieldingKeyring : IKeyring
    {
        public async ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
        {
            await Task.Yield();
            materials.SetDataKey(SecretBytes.CopyOf(new byte[32].AsSpan()));
            materials.AddEncryptedDataKey(new EncryptedDataKey("p", default, default));
        }

        public async ValueTask OnDecryptAsync(
            DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken)
        {
            await Task.Yield();
            materials.SetDataKey(SecretBytes.CopyOf(new byte[32].AsSpan()), encryptedDataKeys[0]);
        }
    }
}
