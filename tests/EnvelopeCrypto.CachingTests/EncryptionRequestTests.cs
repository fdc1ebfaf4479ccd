using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Which requests for encryption are served from the cache, and what limits it. One test for each point in which the ESDKs differ.</summary>
public sealed class EncryptionRequestTests
{
    [Fact]
    public async Task Equal_requests_share_a_data_key_and_only_the_first_calls()
    {
        using Scene scene = new();

        Assert.False(await scene.UseAsync());
        Assert.True(await scene.UseAsync());
        Assert.True(await scene.UseAsync());

        Assert.Equal(1, scene.Keyring.Generated);
    }

    [Fact]
    public void Two_contexts_have_a_key_each()
    {
        using Scene scene = new();

        string[] keys = [.. Enumerable.Range(0, 6).Select(i => Scene.KeyOf(scene.Encrypt(context: Scene.Context($"{i % 2}"))))];

        Assert.Equal(2, keys.Distinct().Count());
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task Length_equal_to_the_byte_limit_is_cached()
    {
        using Scene scene = new(maxBytes: 100);

        Assert.False(await scene.UseAsync(100));

        Assert.Equal(1, scene.Cache.Count);
        Assert.Equal(0, scene.Manager.Statistics.Bypasses);
    }

    [Fact]
    public async Task Length_over_the_byte_limit_bypasses_before_the_lookup()
    {
        using Scene scene = new(maxBytes: 100);

        Assert.False(await scene.UseAsync(101));
        Assert.False(await scene.UseAsync(101));

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(0, scene.Cache.Count);
        Assert.Equal(0, scene.Cache.Statistics.Misses);
        Assert.Equal(2, scene.Manager.Statistics.BypassesByReason[BypassReason.LargerThanByteLimit]);
    }

    [Fact]
    public async Task Byte_limit_0_with_0_bytes_is_cached_and_with_1_is_not()
    {
        using Scene scene = new(maxBytes: 0);

        Assert.False(await scene.UseAsync(0));
        Assert.True(await scene.UseAsync(0));
        Assert.False(await scene.UseAsync(1));
        Assert.True(await scene.UseAsync(0));

        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task Hit_with_total_equal_to_the_message_limit_is_used_and_dropped_at_once()
    {
        using Scene scene = new(maxMessages: 3);

        await scene.UseAsync();
        Assert.True(await scene.UseAsync());
        Assert.Equal(1, scene.Cache.Count);
        Assert.True(await scene.UseAsync());

        Assert.Equal(0, scene.Cache.Count);
        Assert.Equal([true], scene.Keyring.WipedKeys);
        Assert.False(await scene.UseAsync());
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task Hit_with_total_equal_to_the_byte_limit_is_used_and_kept()
    {
        using Scene scene = new(maxBytes: 100);

        await scene.UseAsync(60);
        Assert.True(await scene.UseAsync(40));
        Assert.Equal(1, scene.Cache.Count);
        Assert.True(await scene.UseAsync(0));
        Assert.False(await scene.UseAsync(1));

        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task Hit_with_total_over_the_byte_limit_is_a_miss_and_replaces_the_entry()
    {
        using Scene scene = new(maxBytes: 100);

        await scene.UseAsync(60);
        Assert.False(await scene.UseAsync(41));
        Assert.True(await scene.UseAsync(59));

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal([true, false], scene.Keyring.WipedKeys);
        Assert.Equal(1, scene.Manager.Statistics.UsageLimitRetirements);
    }

    [Fact]
    public async Task Only_this_very_entry_is_removed_when_another_has_taken_its_place()
    {
        DictionaryCache cache = new();
        using Scene scene = new(maxMessages: 2, cache: cache);
        await scene.UseAsync();
        MaterialsCacheEntry used = cache.Entries.Single().Value;

        // Between the lookup of the second message and the removal somebody stores another entry.
        MaterialsCacheEntry? other = null;
        cache.OnGet = id =>
        {
            cache.OnGet = null;
            using Scene second = new(maxMessages: 2, cache: cache, partition: scene.Manager.PartitionId);
            cache.Entries.Clear();
            second.Encrypt(length: 1);
            other = cache.GetEntry(id);
            return used;
        };
        Assert.True(await scene.UseAsync());

        Assert.Same(other, cache.Entries.Single().Value);
        Assert.True(await scene.UseAsync());
    }

    [Fact]
    public void Removing_an_absent_entry_is_no_error()
    {
        using Scene scene = new();
        scene.Encrypt();
        MaterialsCacheEntry entry = scene.Cache.GetEntries().Single();

        scene.Cache.DeleteEntry(entry);
        scene.Cache.DeleteEntry(entry);

        Assert.Equal(0, scene.Cache.Count);
    }

    [Fact]
    public async Task Oversized_single_request_leaves_a_good_entry_untouched()
    {
        using Scene scene = new(maxBytes: 100);

        await scene.UseAsync(10);
        Assert.False(await scene.UseAsync(1000));
        Assert.True(await scene.UseAsync(10));

        EncryptionCacheEntry entry = Assert.IsType<EncryptionCacheEntry>(scene.Cache.GetEntries().Single());
        Assert.Equal((2, 20), (entry.Messages, entry.Bytes));
    }

    [Theory]
    [InlineData(AlgorithmSuite.Aes128Gcm)]
    [InlineData(AlgorithmSuite.Aes192Gcm)]
    [InlineData(AlgorithmSuite.Aes256Gcm)]
    public async Task Requested_identity_suite_bypasses(AlgorithmSuite suite)
    {
        using Scene scene = new();
        EncryptionMaterialsRequest request = Scene.Request(suite: suite, policy: CommitmentPolicy.ForbidEncryptAllowDecrypt);

        Assert.False(await scene.UseAsync(request));
        Assert.False(await scene.UseAsync(request));

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(0, scene.Cache.Statistics.Misses + scene.Cache.Statistics.Stored);
        Assert.Equal(2, scene.Manager.Statistics.BypassesByReason[BypassReason.NoKeyDerivation]);
    }

    [Fact]
    public async Task Returned_identity_suite_is_not_stored()
    {
        using Scene scene = new();
        scene.Below.ChangeRequest = static request => Scene.Request(suite: AlgorithmSuite.Aes256Gcm, policy: request.CommitmentPolicy);
        EncryptionMaterialsRequest request = Scene.Request(suite: null, policy: CommitmentPolicy.ForbidEncryptAllowDecrypt);

        Assert.False(await scene.UseAsync(request));
        Assert.False(await scene.UseAsync(request));

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(0, scene.Cache.Statistics.Stored);
        Assert.Equal(2, scene.Manager.Statistics.BypassesByReason[BypassReason.NoKeyDerivation]);
    }

    [Fact]
    public async Task Unknown_length_bypasses_and_leaves_a_good_entry_untouched()
    {
        using Scene scene = new();

        await scene.UseAsync(1);
        Assert.False(await scene.UseAsync(length: null));
        Assert.True(await scene.UseAsync(1));

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(1, scene.Manager.Statistics.BypassesByReason[BypassReason.UnknownLength]);
    }

    [Fact]
    public async Task The_manager_below_gets_the_request_without_the_length()
    {
        using Scene scene = new();

        await scene.UseAsync(Scene.Request(length: 5, context: Scene.Context("1"), required: "Tenant"));

        EncryptionMaterialsRequest below = scene.Below.EncryptionRequests.Single();
        Assert.Null(below.MaxPlaintextLength);
        Assert.Equal(Scene.Context("1"), below.EncryptionContext);
        Assert.Equal(Scene.Unsigned, below.AlgorithmSuite);
        Assert.Equal(["Tenant"], below.RequiredContextNames);
    }

    [Fact]
    public async Task The_manager_below_gets_a_bypassed_request_as_it_is()
    {
        using Scene scene = new(maxBytes: 4);
        EncryptionMaterialsRequest request = Scene.Request(length: 5);

        await scene.UseAsync(request);

        Assert.Same(request, scene.Below.EncryptionRequests.Single());
    }

    [Fact]
    public async Task Age_at_the_limit_is_expired_and_just_below_it_is_not()
    {
        using Scene scene = new();

        await scene.UseAsync();
        scene.Clock.Advance(Scene.MaxAge - TimeSpan.FromTicks(1));
        Assert.True(await scene.UseAsync());
        scene.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(await scene.UseAsync());

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal([true, false], scene.Keyring.WipedKeys);
        Assert.Equal(1, scene.Manager.Statistics.Expirations);
    }

    [Fact]
    public async Task Use_does_not_prolong_the_age()
    {
        using Scene scene = new();

        await scene.UseAsync();
        for (int i = 0; i < 9; i++)
        {
            scene.Clock.Advance(Scene.MaxAge / 10);
            Assert.True(await scene.UseAsync());
        }

        scene.Clock.Advance(Scene.MaxAge / 10);
        Assert.False(await scene.UseAsync());
    }

    [Fact]
    public async Task Age_counts_from_before_the_key_was_asked_for()
    {
        using Scene scene = new();
        scene.Keyring.Before = _ =>
        {
            scene.Clock.Advance(Scene.MaxAge / 2); // a slow service
            return Task.CompletedTask;
        };

        await scene.UseAsync();
        scene.Clock.Advance(Scene.MaxAge / 2);

        Assert.False(await scene.UseAsync());
    }

    [Fact]
    public async Task A_sleep_that_the_monotonic_clock_does_not_see_counts_as_age()
    {
        using Scene scene = new();

        await scene.UseAsync();
        scene.Clock.AdvanceWall(Scene.MaxAge);

        Assert.False(await scene.UseAsync());
    }

    [Fact]
    public async Task A_wall_clock_set_back_does_not_prolong_a_key()
    {
        using Scene scene = new();

        await scene.UseAsync();
        scene.Clock.AdvanceWall(TimeSpan.FromDays(-400));
        Assert.True(await scene.UseAsync());
        scene.Clock.AdvanceMonotonic(Scene.MaxAge);

        Assert.False(await scene.UseAsync());
    }

    [Fact]
    public async Task Overflow_of_the_byte_total_counts_as_over_the_limit()
    {
        using Scene scene = new(maxBytes: long.MaxValue);

        await scene.UseAsync(long.MaxValue);
        EncryptionCacheEntry entry = (EncryptionCacheEntry)scene.Cache.GetEntries().Single();
        Assert.Equal(0, entry.BytesLeft);
        Assert.True(await scene.UseAsync(0));
        Assert.False(await scene.UseAsync(1));
        Assert.False(await scene.UseAsync(long.MaxValue));

        Assert.Equal(3, scene.Keyring.Generated);
    }

    [Fact]
    public void The_total_of_bytes_stops_at_the_greatest_value_and_never_wraps()
    {
        using Scene scene = new();
        scene.Encrypt(length: 10);
        EncryptionCacheEntry entry = (EncryptionCacheEntry)scene.Cache.GetEntries().Single();

        for (int i = 0; i < 5; i++)
        {
            entry.Charge(long.MaxValue);
        }

        Assert.Equal(ulong.MaxValue, entry.Charge(1).Bytes);
        Assert.Equal(long.MaxValue, entry.Bytes);
    }

    [Fact]
    public async Task A_limit_of_one_message_never_uses_a_key_twice_and_stores_nothing()
    {
        using Scene scene = new(maxMessages: 1);

        Assert.False(await scene.UseAsync());
        Assert.False(await scene.UseAsync());

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal(0, scene.Cache.Statistics.Stored);
    }

    [Fact]
    public async Task A_bound_for_a_stream_of_unknown_length_lets_the_cache_be_used_and_is_charged()
    {
        using Scene scene = new();
        EncryptRequest request = new(scene.Manager) { AlgorithmSuite = Scene.Unsigned, PlaintextLength = 1000 };
        for (int i = 0; i < 3; i++)
        {
            using UnseekableStream source = new(new byte[10]);
            await scene.Client.EncryptAsync(source, Stream.Null, request, progress: null, Scene.Cancel);
        }

        Assert.Equal(1, scene.Keyring.Generated);
        Assert.Equal(3000, ((EncryptionCacheEntry)scene.Cache.GetEntries().Single()).Bytes);
    }

    [Fact]
    public async Task A_stream_of_unknown_length_without_a_bound_makes_a_call_each()
    {
        using Scene scene = new();
        EncryptRequest request = new(scene.Manager) { AlgorithmSuite = Scene.Unsigned };
        for (int i = 0; i < 3; i++)
        {
            using UnseekableStream source = new(new byte[10]);
            await scene.Client.EncryptAsync(source, Stream.Null, request, progress: null, Scene.Cancel);
        }

        Assert.Equal(3, scene.Keyring.Generated);
    }

    [Fact]
    public void Clients_of_different_policies_on_one_manager_each_get_their_suite_and_are_both_cached()
    {
        using Scene scene = new();
        EnvelopeClient committing = new();
        EnvelopeClient forbidding = new(CommitmentPolicy.ForbidEncryptAllowDecrypt);
        AlgorithmSuite[] suites =
        [
            .. Enumerable.Range(0, 3).SelectMany(_ => new[] { committing, forbidding })
                .Select(client => client.ReadHeader(scene.Encrypt(suite: null, client: client)).AlgorithmSuite),
        ];

        Assert.Equal(
            [
                AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384,
                AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384,
                AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384,
            ],
            suites);
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task A_suite_that_the_policy_does_not_allow_is_never_stored_nor_taken_from_the_cache()
    {
        using Scene scene = new();
        scene.Below.ChangeRequest = static _ => Scene.Request(suite: AlgorithmSuite.Aes256GcmHkdfSha256, policy: CommitmentPolicy.ForbidEncryptAllowDecrypt);

        Assert.Throws<CommitmentPolicyException>(() => scene.Encrypt(suite: null));
        Assert.Throws<CommitmentPolicyException>(() => scene.Encrypt(suite: null));
        scene.Below.ChangeRequest = null;
        byte[] message = scene.Encrypt(suite: null);

        Assert.Equal(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, scene.Client.ReadHeader(message).AlgorithmSuite);
        Assert.Equal(3, scene.Keyring.Generated);
        await Assert.ThrowsAsync<CommitmentPolicyException>(() => scene.UseAsync(Scene.Request(policy: CommitmentPolicy.ForbidEncryptAllowDecrypt)));
    }

    [Fact]
    public async Task Materials_without_the_required_names_that_were_asked_for_are_not_stored()
    {
        using Scene scene = new();
        EncryptionContext context = Scene.Context("1");
        scene.Below.ChangeRequest = _ => Scene.Request(context: context);

        await scene.UseAsync(Scene.Request(context: context, required: "Tenant"));

        Assert.Equal(0, scene.Cache.Statistics.Stored);
    }

    [Fact]
    public async Task Required_names_of_another_request_are_never_reused()
    {
        using Scene scene = new();
        EncryptionContext context = Scene.Context("1");

        await scene.UseAsync(Scene.Request(context: context));
        using EncryptionMaterials required = await scene.AskAsync(Scene.Request(context: context, required: "Tenant"));
        using EncryptionMaterials again = await scene.AskAsync(Scene.Request(context: context, required: "Tenant"));
        using EncryptionMaterials plain = await scene.AskAsync(Scene.Request(context: context));

        Assert.Equal((false, true, true), (required.FromCache, again.FromCache, plain.FromCache));
        Assert.Equal(["Tenant"], again.RequiredContextNames);
        Assert.Empty(plain.RequiredContextNames);
    }

    [Fact]
    public async Task A_manager_below_that_returns_nothing_of_use_is_a_clear_error_and_nothing_is_stored()
    {
        using Scene scene = new();
        scene.Below.ChangeAnswer = static _ => null;
        Assert.Equal(ErrorIds.InvalidMaterials, (await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync())).ErrorId);

        scene.Below.ChangeAnswer = static _ => new EncryptionMaterials(Scene.Unsigned, EncryptionContext.Empty);
        await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync());
        await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync(length: null));

        scene.Below.ChangeAnswer = null;
        Assert.False(await scene.UseAsync());
        Assert.Equal(1, scene.Cache.Statistics.Stored);
    }

    [Fact]
    public async Task A_negative_length_is_refused()
    {
        using Scene scene = new();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => scene.UseAsync(-1));
    }
}
