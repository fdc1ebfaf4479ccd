using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>What goes wrong in other encryption SDKs and must not here. Each test is named after the SDK and its defect.</summary>
public sealed class KnownDefectsTests
{
    [Fact]
    public void Python_throws_when_two_threads_invalidate_the_same_entry()
    {
        using Scene scene = new(maxMessages: 2);

        ConcurrentBag<string> keys = Threads.Run(threads: 8, messages: 2400, _ => Scene.KeyOf(scene.Encrypt()));

        Assert.Equal(1200, scene.Keyring.Generated);
        Assert.All(keys.GroupBy(static key => key), static group => Assert.Equal(2, group.Count()));
    }

    [Fact]
    public async Task Python_evicts_first_in_first_out()
    {
        LocalMaterialsCache cache = new(2);
        using Scene scene = new(cache: cache);

        (string, bool)[] requests = [("a", false), ("b", false), ("a", true), ("c", false), ("a", true)];
        foreach ((string tenant, bool hit) in requests)
        {
            Assert.Equal(hit, await scene.UseAsync(Scene.Request(context: Scene.Context(tenant))));
        }
    }

    [Fact]
    public async Task Python_lets_an_oversized_request_kill_a_good_entry()
    {
        using Scene scene = new(maxBytes: 10);

        await scene.UseAsync(1);
        await scene.UseAsync(11);

        Assert.True(await scene.UseAsync(1));
    }

    [Fact]
    public void Python_drops_equal_encrypted_data_keys_from_the_id()
    {
        EncryptedDataKey key = new("provider", Encoding.UTF8.GetBytes("info"), new byte[] { 1 });
        CacheEntryIds ids = new("p");

        Assert.NotEqual(
            ids.ForDecryption(new DecryptionMaterialsRequest(Scene.Unsigned, [key], EncryptionContext.Empty)),
            ids.ForDecryption(new DecryptionMaterialsRequest(Scene.Unsigned, [key, key], EncryptionContext.Empty)));
    }

    [Fact]
    public void C_caches_identity_suites()
    {
        using Scene scene = new();
        EnvelopeClient client = new(CommitmentPolicy.ForbidEncryptAllowDecrypt);

        byte[] first = scene.Encrypt(suite: AlgorithmSuite.Aes256Gcm, client: client);
        byte[] second = scene.Encrypt(suite: AlgorithmSuite.Aes256Gcm, client: client);
        scene.Decrypt(first, client: client);
        scene.Decrypt(first, client: client);

        Assert.NotEqual(Scene.KeyOf(first), Scene.KeyOf(second));
        Assert.Equal((2, 2), (scene.Keyring.Generated, scene.Keyring.Decrypted));
        Assert.Equal(0, scene.Cache.Count);
    }

    [Fact]
    public async Task Java_never_caches_with_byte_limit_0()
    {
        using Scene scene = new(maxBytes: 0);

        await scene.UseAsync(0);

        Assert.True(await scene.UseAsync(0));
    }

    [Fact]
    public async Task Java_passes_the_length_on_to_the_manager_below()
    {
        using Scene scene = new();

        await scene.UseAsync(12345);

        Assert.Null(scene.Below.EncryptionRequests.Single().MaxPlaintextLength);
    }

    [Fact]
    public void Java_consumes_a_message_when_it_is_only_asked_about_one()
    {
        using Scene scene = new(maxMessages: 3);
        byte[] message = scene.Encrypt();

        for (int i = 0; i < 10; i++)
        {
            scene.Client.ReadHeader(message);
            _ = scene.Manager.Statistics;
            _ = scene.Cache.Statistics;
            _ = scene.Cache.GetEntries().Single().ToString();
        }

        Assert.Equal(1, scene.Cache.GetEntries().Single().Messages);
    }

    [Fact]
    public void Java_does_not_check_the_capacity_and_JavaScript_takes_0_as_unlimited()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalMaterialsCache(-1));
        using LocalMaterialsCache cache = new(0);
        using Scene scene = new(cache: cache);
        scene.Encrypt();
        scene.Encrypt();
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public void JavaScript_makes_one_key_of_two_digests_by_decoding_them_as_text()
    {
        // Both decode to 64 times U+FFFD.
        CacheEntryId one = new(Enumerable.Repeat((byte)0x80, 64).ToArray());
        CacheEntryId other = new(Enumerable.Repeat((byte)0x81, 64).ToArray());

        Assert.NotEqual(one, other);
        Assert.NotEqual(one.ToString(), other.ToString());
        Assert.Equal(2, new HashSet<CacheEntryId> { one, other }.Count);
    }

    [Fact]
    public async Task JavaScript_takes_byte_limit_0_as_the_greatest_one()
    {
        using Scene scene = new(maxBytes: 0);

        await scene.UseAsync(1);

        Assert.False(await scene.UseAsync(1));
    }

    [Fact]
    public async Task The_command_line_does_not_cache_from_standard_input_and_says_nothing()
    {
        using Scene scene = new();
        using UnseekableStream input = new(new byte[10]);

        await scene.Client.EncryptAsync(
            input, System.IO.Stream.Null, new EncryptRequest(scene.Manager) { AlgorithmSuite = Scene.Unsigned }, progress: null, Scene.Cancel);

        Assert.Equal(1, scene.Manager.Statistics.BypassesByReason[BypassReason.UnknownLength]);
    }

    [Fact]
    public async Task All_go_by_the_wall_clock_alone()
    {
        using Scene scene = new();
        await scene.UseAsync();

        scene.Clock.AdvanceWall(-Scene.MaxAge);
        scene.Clock.Advance(Scene.MaxAge);

        Assert.False(await scene.UseAsync());
    }
}
