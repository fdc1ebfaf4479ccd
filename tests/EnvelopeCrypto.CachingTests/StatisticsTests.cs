using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>What the user is told.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public async Task Every_request_is_a_hit_a_miss_or_a_bypass()
    {
        using Scene scene = new(maxMessages: 2, maxBytes: 100);
        await scene.UseAsync();
        await scene.UseAsync();
        await scene.UseAsync();
        await scene.UseAsync(length: null);
        await scene.UseAsync(length: 101);
        await scene.UseAsync(length: 102);
        await scene.UseAsync(Scene.Request(suite: AlgorithmSuite.Aes256Gcm, policy: CommitmentPolicy.ForbidEncryptAllowDecrypt));
        byte[] message = scene.Encrypt();
        scene.Decrypt(message);
        scene.Decrypt(message);

        CachingStatistics statistics = scene.Manager.Statistics;

        Assert.Equal((3, 3, 4), (statistics.Hits, statistics.Misses, statistics.Bypasses));
        Assert.Equal(3, statistics.CallsSaved);
        Assert.Equal(
            [(BypassReason.NoKeyDerivation, 1), (BypassReason.UnknownLength, 1), (BypassReason.LargerThanByteLimit, 2)],
            statistics.BypassesByReason.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key, pair.Value)));
        Assert.Equal((6, 1), (statistics.DataKeysGenerated, statistics.DataKeysDecrypted));
        Assert.Equal((2, 0, 0, 0), (statistics.UsageLimitRetirements, statistics.Evictions, statistics.Expirations, statistics.Removals));
    }

    [Fact]
    public async Task A_failed_call_is_a_miss_and_no_data_key()
    {
        using Scene scene = new();
        scene.Keyring.Before = static _ => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.UseAsync());

        Assert.Equal((1, 0), (scene.Manager.Statistics.Misses, scene.Manager.Statistics.DataKeysGenerated));
    }

    [Fact]
    public void A_manager_counts_the_evictions_of_its_own_entries_in_a_shared_cache()
    {
        using LocalMaterialsCache cache = new(1);
        using Scene one = new(cache: cache);
        using Scene two = new(cache: cache);

        one.Encrypt();
        two.Encrypt();

        Assert.Equal((1, 0), (one.Manager.Statistics.Evictions, two.Manager.Statistics.Evictions));
        Assert.Equal(1, cache.Statistics.Evictions);
    }

    [Fact]
    public async Task A_snapshot_does_not_change()
    {
        using Scene scene = new();
        CachingStatistics before = scene.Manager.Statistics;
        MaterialsCacheStatistics cacheBefore = scene.Cache.Statistics;

        await scene.UseAsync();
        await scene.UseAsync(length: null);

        Assert.Equal((0, 0), (before.Misses, before.Bypasses));
        Assert.Equal((0, 0), (cacheBefore.Misses, cacheBefore.Held));
        Assert.Equal(1, scene.Manager.Statistics.Misses);
    }

    [Fact]
    public async Task The_meter_tells_the_same()
    {
        // The instruments count for the whole process, in which other tests run: so a lower bound for each is what can be said.
        Dictionary<string, long> seen = [];
        object sync = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listening) =>
        {
            if (instrument.Meter.Name == "EnvelopeCrypto")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            string name = instrument.Name + " " + string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
            lock (sync)
            {
                seen[name] = seen.GetValueOrDefault(name) + count;
            }
        });
        listener.Start();

        using Scene scene = new(maxMessages: 2);
        await scene.UseAsync();
        await scene.UseAsync();
        await scene.UseAsync(length: null);
        byte[] message = scene.Encrypt();
        scene.Decrypt(message);
        scene.Decrypt(message);
        scene.Cache.Clear();
        listener.Dispose();

        string[] expected =
        [
            "envelopecrypto.materials.requests operation=encrypt outcome=hit",
            "envelopecrypto.materials.requests operation=encrypt outcome=miss",
            "envelopecrypto.materials.requests operation=encrypt outcome=bypass reason=unknown_length",
            "envelopecrypto.materials.requests operation=decrypt outcome=hit",
            "envelopecrypto.materials.requests operation=decrypt outcome=miss",
            "envelopecrypto.data_keys operation=encrypt",
            "envelopecrypto.data_keys operation=decrypt",
            "envelopecrypto.cache.entries_ended operation=encrypt reason=used_up",
            "envelopecrypto.cache.entries_ended operation=decrypt reason=removed",
        ];
        Assert.All(expected, name => Assert.True(seen.GetValueOrDefault(name) >= 1, name));
    }
}
