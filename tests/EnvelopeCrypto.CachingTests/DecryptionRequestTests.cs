using System;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Which requests for decryption are served from the cache.</summary>
public sealed class DecryptionRequestTests
{
    private static readonly EnvelopeClient Forbidding = new(CommitmentPolicy.ForbidEncryptAllowDecrypt);

    [Fact]
    public void Messages_under_one_data_key_are_read_with_one_call()
    {
        using Scene scene = new();
        byte[][] messages = [.. Enumerable.Range(0, 5).Select(i => scene.Encrypt(length: i))];

        DecryptedData[] read = [.. messages.Select(message => scene.Decrypt(message))];

        Assert.Equal([0, 1, 2, 3, 4], read.Select(static data => data.Plaintext.Length));
        Assert.Equal([false, true, true, true, true], read.Select(static data => data.Result.FromCache));
        Assert.All(read, static data => Assert.Equal("key", data.Result.UsedKey!.KeyId));
        Assert.Equal(1, scene.Keyring.Decrypted);
    }

    [Theory]
    [InlineData(AlgorithmSuite.Aes128GcmHkdfSha256)]
    [InlineData(AlgorithmSuite.Aes192GcmHkdfSha256)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha256)]
    [InlineData(AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256)]
    [InlineData(AlgorithmSuite.Aes192GcmHkdfSha384EcdsaP384)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    public void Every_suite_that_derives_a_key_is_cached_both_ways(AlgorithmSuite suite)
    {
        using Scene scene = new();
        EnvelopeClient client = AlgorithmSuiteInfo.Get(suite).HasCommitment ? scene.Client : Forbidding;

        byte[] first = scene.Encrypt(suite: suite, client: client);
        byte[] second = scene.Encrypt(suite: suite, client: client);

        Assert.False(scene.Decrypt(first, client: client).Result.FromCache);
        Assert.True(scene.Decrypt(second, client: client).Result.FromCache);
        Assert.Equal((1, 1), (scene.Keyring.Generated, scene.Keyring.Decrypted));
    }

    [Theory]
    [InlineData(AlgorithmSuite.Aes128Gcm)]
    [InlineData(AlgorithmSuite.Aes192Gcm)]
    [InlineData(AlgorithmSuite.Aes256Gcm)]
    public void Identity_suites_bypass(AlgorithmSuite suite)
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt(suite: suite, client: Forbidding);
        scene.Decrypt(message, client: Forbidding);
        scene.Decrypt(message, client: Forbidding);

        Assert.Equal(2, scene.Keyring.Decrypted);
        Assert.Equal(0, scene.Cache.Statistics.Stored);
        Assert.Equal(3, scene.Manager.Statistics.BypassesByReason[BypassReason.NoKeyDerivation]);
    }

    [Fact]
    public void No_limits_of_messages_or_bytes_hold_for_decryption()
    {
        using Scene scene = new(maxMessages: 1, maxBytes: 1);
        byte[] message = scene.Encrypt(length: 1000);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i > 0, scene.Decrypt(message).Result.FromCache);
        }

        Assert.Equal(1, scene.Keyring.Decrypted);
    }

    [Fact]
    public void Age_limits_decryption()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt();

        Assert.False(scene.Decrypt(message).Result.FromCache);
        scene.Clock.Advance(Scene.MaxAge - TimeSpan.FromTicks(1));
        Assert.True(scene.Decrypt(message).Result.FromCache);
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(scene.Decrypt(message).Result.FromCache);
    }

    [Fact]
    public void Each_of_two_managers_on_one_cache_and_partition_obeys_its_own_age()
    {
        using Scene patient = new();
        using CachingMaterialsManager strict = new(
            patient.Below, new CachingThresholds(TimeSpan.FromMinutes(1)), patient.Cache, patient.Manager.PartitionId, patient.Clock);
        byte[] message = patient.Encrypt();
        patient.Decrypt(message);

        patient.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(patient.Decrypt(message).Result.FromCache);
        Assert.False(patient.Client.Decrypt(message, new DecryptRequest(strict)).Result.FromCache);
    }

    [Fact]
    public void Partitions_keep_managers_apart_in_one_cache()
    {
        using Scene one = new();
        using Scene two = new(cache: one.Cache);
        using Scene likeOne = new(cache: one.Cache, partition: one.Manager.PartitionId);

        string key = Scene.KeyOf(one.Encrypt());

        Assert.NotEqual(one.Manager.PartitionId, two.Manager.PartitionId);
        Assert.NotEqual(key, Scene.KeyOf(two.Encrypt()));
        Assert.Equal(key, Scene.KeyOf(likeOne.Encrypt()));
    }

    [Fact]
    public async Task A_policy_that_does_not_allow_the_suite_refuses_a_cached_key()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt(suite: AlgorithmSuite.Aes256GcmHkdfSha256, client: Forbidding);
        scene.Decrypt(message, client: Forbidding);

        Assert.Throws<CommitmentPolicyException>(() => scene.Decrypt(message));

        DecryptionMaterialsRequest request = RequestFor(message, EncryptionContext.Empty);
        await Assert.ThrowsAsync<CommitmentPolicyException>(async () => await scene.Manager.GetDecryptionMaterialsAsync(request, Scene.Cancel));
        Assert.Equal(1, scene.Keyring.Decrypted);
    }

    [Fact]
    public void Expected_context_is_compared_again_on_each_hit()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt(context: Scene.Context("1"));
        EncryptionContext other = Scene.Context("2");

        scene.Decrypt(message);
        Assert.Equal(
            ErrorIds.EncryptionContextMismatch,
            Assert.Throws<EncryptionContextException>(() => scene.Decrypt(message, other)).ErrorId);
        scene.Decrypt(message, Scene.Context("1"));
        Assert.True(scene.Decrypt(message, Scene.Context("1")).Result.FromCache);
        Assert.Throws<EncryptionContextException>(() => scene.Decrypt(message, other));
    }

    [Fact]
    public void A_context_that_one_request_reproduced_does_not_serve_another_that_did_not()
    {
        using Scene scene = new();
        RequiredContextMaterialsManager required = new(scene.Manager, ["Tenant"]);
        EncryptionContext context = Scene.Context("1");
        byte[] message = scene.Client.Encrypt(new byte[10], new EncryptRequest(required) { EncryptionContext = context, AlgorithmSuite = Scene.Unsigned }).Message;

        scene.Decrypt(message, context);
        Assert.True(scene.Decrypt(message, context).Result.FromCache);

        Assert.Throws<DataKeyException>(() => scene.Decrypt(message));
        Assert.Throws<DataKeyException>(() => scene.Decrypt(message, Scene.Context("2")));
        Assert.True(scene.Decrypt(message, context).Result.FromCache);
    }

    [Fact]
    public void Materials_whose_context_is_not_the_one_asked_for_are_not_stored()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt(context: Scene.Context("1"));
        scene.Below.ChangeDecryption = static materials =>
        {
            DecryptionMaterials changed = new(materials.AlgorithmSuite, EncryptionContext.Empty);
            changed.SetDataKey(materials.DataKey!, materials.UsedKey);
            return changed;
        };

        Assert.Throws<MaterialsException>(() => scene.Decrypt(message));
        scene.Below.ChangeDecryption = null;

        Assert.False(scene.Decrypt(message).Result.FromCache);
        Assert.True(scene.Decrypt(message).Result.FromCache);
    }

    [Fact]
    public void A_failure_is_not_cached()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt();
        scene.Keyring.Before = static _ => throw new InvalidOperationException("no network");

        Assert.Throws<InvalidOperationException>(() => scene.Decrypt(message));
        scene.Keyring.Before = null;

        Assert.False(scene.Decrypt(message).Result.FromCache);
        Assert.Equal(2, scene.Keyring.Decrypted);
    }

    [Fact]
    public void A_message_changed_after_its_key_was_cached_is_refused()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt();
        scene.Decrypt(message);
        byte[] changed = [.. message];
        changed[^1] ^= 1;

        Assert.Throws<MessageAuthenticationException>(() => scene.Decrypt(changed));
        Assert.True(scene.Decrypt(message).Result.FromCache);
    }

    private static DecryptionMaterialsRequest RequestFor(byte[] message, EncryptionContext reproduced)
    {
        MessageHeader header = new EnvelopeClient().ReadHeader(message);
        return new DecryptionMaterialsRequest(header.AlgorithmSuite, header.EncryptedDataKeys, header.EncryptionContext)
        {
            ReproducedContext = reproduced,
        };
    }
}
