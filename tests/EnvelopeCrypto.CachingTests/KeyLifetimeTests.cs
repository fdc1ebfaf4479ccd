using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>What an entry holds, and when its keys are wiped: when it is dropped and its last user is done, never under one.</summary>
public sealed class KeyLifetimeTests
{
    private const AlgorithmSuite Signed = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384;

    [Fact]
    public async Task An_entry_holds_suite_final_context_keys_signing_key_and_required_names()
    {
        using Scene scene = new();
        EncryptionMaterialsRequest request = Scene.Request(context: Scene.Context("1"), suite: Signed, required: "Tenant");

        using EncryptionMaterials first = await scene.AskAsync(request);
        using EncryptionMaterials second = await scene.AskAsync(request);

        Assert.True(second.FromCache);
        Assert.Equal(Signed, second.AlgorithmSuite);
        Assert.True(second.EncryptionContext.ContainsKey("aws-crypto-public-key"));
        Assert.Equal(first.EncryptionContext, second.EncryptionContext);
        Assert.Equal(first.EncryptedDataKeys, second.EncryptedDataKeys);
        Assert.Equal(first.DataKey!.ToArray(), second.DataKey!.ToArray());
        Assert.Equal(["Tenant"], second.RequiredContextNames);
        Assert.NotNull(second.SigningKey);
    }

    [Fact]
    public void All_signed_messages_of_an_entry_carry_the_same_verification_key_and_verify()
    {
        using Scene scene = new();
        byte[][] messages = [.. Enumerable.Range(0, 4).Select(_ => scene.Encrypt(suite: Signed))];

        Assert.Single(messages.Select(message => scene.Decrypt(message).Result.EncryptionContext["aws-crypto-public-key"]).Distinct());
        Assert.Equal((1, 1), (scene.Keyring.Generated, scene.Keyring.Decrypted));
    }

    [Fact]
    public void Messages_of_an_entry_have_different_ids_and_so_different_derived_keys()
    {
        using Scene scene = new();
        IEnumerable<string> ids = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(scene.Client.ReadHeader(scene.Encrypt()).MessageId.Span));

        Assert.Equal(100, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_hit_copies_no_key()
    {
        using Scene scene = new();
        await scene.UseAsync();

        using EncryptionMaterials materials = await scene.AskAsync();

        Assert.True(materials.DataKey!.AsSpan().Overlaps(scene.Keyring.DataKeyMemory.Single()));
    }

    [Fact]
    public async Task A_key_that_is_cleared_while_a_message_uses_it_is_wiped_when_the_message_is_done()
    {
        using Scene scene = new();
        EncryptionMaterials leader = await scene.AskAsync(Scene.Request(suite: Signed));
        EncryptionMaterials follower = await scene.AskAsync(Scene.Request(suite: Signed));

        scene.Cache.Clear();
        Assert.Equal([false], scene.Keyring.WipedKeys);
        leader.Dispose();
        Assert.Equal([false], scene.Keyring.WipedKeys);
        Assert.NotEmpty(follower.SigningKey!.Sign(new byte[48]));
        follower.Dispose();

        Assert.Equal([true], scene.Keyring.WipedKeys);
    }

    [Fact]
    public async Task A_signing_key_is_given_up_with_the_last_message_that_uses_it()
    {
        using Scene scene = new();
        EncryptionMaterials materials = await scene.AskAsync(Scene.Request(suite: Signed));
        Cryptography.MessageSigningKey key = materials.SigningKey!;

        scene.Cache.Clear();
        Assert.NotEmpty(key.Sign(new byte[48]));
        materials.Dispose();

        Assert.ThrowsAny<ObjectDisposedException>(() => key.Sign(new byte[48]));
    }

    [Fact]
    public async Task Disposing_of_materials_or_of_their_key_twice_takes_nothing_from_others()
    {
        using Scene scene = new();
        EncryptionMaterials first = await scene.AskAsync(Scene.Request(suite: Signed));
        using EncryptionMaterials second = await scene.AskAsync(Scene.Request(suite: Signed));

        first.DataKey!.Dispose();
        first.DataKey.Dispose();
        first.Dispose();
        first.Dispose();

        Assert.Equal([false], scene.Keyring.WipedKeys);
        Assert.NotEmpty(second.SigningKey!.Sign(new byte[48]));
        Assert.Throws<ObjectDisposedException>(() => first.DataKey.ToArray());
        Assert.True(await scene.UseAsync(Scene.Request(suite: Signed)));
    }

    [Fact]
    public async Task An_evicted_key_without_users_is_wiped_at_once()
    {
        LocalMaterialsCache cache = new(capacity: 1);
        using Scene scene = new(cache: cache);

        await scene.UseAsync(Scene.Request(context: Scene.Context("1")));
        await scene.UseAsync(Scene.Request(context: Scene.Context("2")));

        Assert.Equal([true, false], scene.Keyring.WipedKeys);
    }

    [Fact]
    public void Decryption_keys_are_wiped_when_cleared()
    {
        using Scene scene = new();
        scene.Decrypt(scene.Encrypt());
        Assert.Equal([false, false], scene.Keyring.WipedKeys);

        scene.Cache.Clear();

        Assert.Equal([true, true], scene.Keyring.WipedKeys);
    }

    [Fact]
    public void Disposing_of_a_manager_wipes_the_cache_that_it_made_and_no_other()
    {
        using RecordingKeyring keyring = new();
        CachingMaterialsManager own = new(keyring, new CachingThresholds(Scene.MaxAge), cache: null);
        using LocalMaterialsCache cache = new();
        CachingMaterialsManager shared = new(keyring, new CachingThresholds(Scene.MaxAge), cache);
        EnvelopeClient client = new();
        client.Encrypt([], new EncryptRequest(own) { AlgorithmSuite = Scene.Unsigned });
        client.Encrypt([], new EncryptRequest(shared) { AlgorithmSuite = Scene.Unsigned });

        own.Dispose();
        shared.Dispose();

        Assert.Equal([true, false], keyring.WipedKeys);
        Assert.Throws<ObjectDisposedException>(() => { client.Encrypt([], new EncryptRequest(shared)); });
    }

    [Fact]
    public async Task A_manager_wipes_what_it_retires_even_if_the_cache_does_not()
    {
        DictionaryCache cache = new();
        using Scene scene = new(maxMessages: 2, cache: cache);

        await scene.UseAsync();
        await scene.UseAsync();

        Assert.Equal([true], scene.Keyring.WipedKeys);
    }

    [Fact]
    public async Task A_key_that_a_foreign_cache_forgets_is_wiped_by_its_finalizer()
    {
        DictionaryCache cache = new();
        using Scene scene = new(cache: cache);
        await scene.UseAsync();
        byte[] memory = scene.Keyring.DataKeyMemory.Single();
        Assert.Contains(memory, static value => value != 0);

        Forget(cache);
        for (int i = 0; i < 10 && memory.Any(static value => value != 0); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(memory, static value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task A_foreign_cache_may_wipe_by_disposing_of_the_entry()
    {
        DictionaryCache cache = new();
        using Scene scene = new(cache: cache);
        await scene.UseAsync();

        cache.Entries.Values.Single().Dispose();

        Assert.Equal([true], scene.Keyring.WipedKeys);
        Assert.False(await scene.UseAsync()); // the cache still returns it
        Assert.Equal(1, scene.Manager.Statistics.Evictions);
    }

    [Fact]
    public async Task An_entry_shows_what_it_is_and_no_key()
    {
        using Scene scene = new(maxMessages: 10, maxBytes: 100);
        await scene.UseAsync(Scene.Request(length: 7, context: Scene.Context("1")));
        await scene.UseAsync(Scene.Request(length: 8, context: Scene.Context("1")));
        scene.Clock.Advance(TimeSpan.FromMinutes(4));

        EncryptionCacheEntry entry = Assert.IsType<EncryptionCacheEntry>(scene.Cache.GetEntries().Single());

        Assert.Equal(CacheEntryKind.Encryption, entry.Kind);
        Assert.Equal(Scene.Unsigned, entry.AlgorithmSuite);
        Assert.Equal(Scene.Context("1"), entry.EncryptionContext);
        Assert.Equal(["key"], entry.KeyIds);
        Assert.Equal((2, 15, 8, 85), (entry.Messages, entry.Bytes, entry.MessagesLeft, entry.BytesLeft));
        Assert.Equal((TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6)), (entry.Age, entry.TimeLeft));
        Assert.Equal(scene.Clock.GetUtcNow() - TimeSpan.FromMinutes(4), entry.Created);
        Assert.DoesNotContain(
            entry.GetType().GetProperties(),
            static property => property.PropertyType == typeof(byte[])
                || property.PropertyType == typeof(Cryptography.SecretBytes)
                || property.PropertyType == typeof(ReadOnlyMemory<byte>));
    }

    [Fact]
    public void A_decryption_entry_shows_what_it_is()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt(context: Scene.Context("1"));
        scene.Cache.Clear();
        scene.Decrypt(message);
        scene.Decrypt(message);

        DecryptionCacheEntry entry = Assert.IsType<DecryptionCacheEntry>(scene.Cache.GetEntries().Single());

        Assert.Equal(CacheEntryKind.Decryption, entry.Kind);
        Assert.Equal(["key"], entry.KeyIds);
        Assert.Equal(Scene.Context("1"), entry.EncryptionContext);
        Assert.Equal(2, entry.Messages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(DictionaryCache cache) => cache.Clear();
}
