using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>One manager and 16 threads. What was done is read from the messages themselves.</summary>
public sealed class ManyThreadsTests
{
    private const int ThreadCount = 16;
    private const int Messages = 20_000;

    [Theory]
    [InlineData(1000)]
    [InlineData(97)]
    [InlineData(2)]
    public void No_key_is_used_beyond_its_limit_and_no_call_is_made_too_many(int maxMessages)
    {
        using Scene scene = new(maxMessages: maxMessages);

        ConcurrentBag<byte[]> messages = Threads.Run(ThreadCount, Messages, _ => scene.Encrypt(length: 1));

        int calls = (Messages + maxMessages - 1) / maxMessages;
        Assert.Equal(calls, scene.Keyring.Generated);
        int[] uses = [.. messages.GroupBy(Scene.KeyOf).Select(static group => group.Count()).Order()];
        Assert.Equal(calls, uses.Length);
        Assert.All(uses[1..], count => Assert.Equal(maxMessages, count));
        Assert.InRange(uses[0], 1, maxMessages);
        Assert.Equal((Messages - calls, calls), (scene.Manager.Statistics.Hits, scene.Manager.Statistics.Misses));
    }

    [Fact]
    public void No_key_is_used_for_more_bytes_than_its_limit()
    {
        const long MaxBytes = 5000;
        using Scene scene = new(maxBytes: MaxBytes);

        ConcurrentBag<(string Key, long Bytes)> messages = Threads.Run(
            ThreadCount, Messages, number => (Scene.KeyOf(scene.Encrypt(number % 200)), (long)(number % 200)));

        IEnumerable<long> totals = messages.GroupBy(static message => message.Key).Select(static group => group.Sum(static message => message.Bytes));
        Assert.All(totals, static total => Assert.InRange(total, 0, MaxBytes));

        // Each key but the last was given up because a message of less than 200 bytes did not fit, and other threads may have been refused before.
        long needed = messages.Sum(static message => message.Bytes) / MaxBytes;
        Assert.InRange(scene.Keyring.Generated, needed, 2 * needed);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3)]
    public void With_a_cache_of_one_entry_and_several_contexts_there_is_no_error_and_no_key_beyond_its_limit(int maxMessages)
    {
        using LocalMaterialsCache cache = new(capacity: 1);
        using Scene scene = new(maxMessages: maxMessages, cache: cache);
        EncryptionContext[] contexts = [.. Enumerable.Range(0, 4).Select(i => Scene.Context($"{i}"))];

        ConcurrentBag<byte[]> messages = Threads.Run(ThreadCount, Messages, number => scene.Encrypt(length: 1, contexts[number / 10 % 4]));

        DemandLimits(scene, messages, maxMessages, contexts: 4);
        Assert.True(scene.Manager.Statistics.Evictions > 0);
    }

    [Fact]
    public void With_entries_cleared_while_in_use_there_is_no_error_and_no_key_beyond_its_limit()
    {
        const int MaxMessages = 100;
        using Scene scene = new(maxMessages: MaxMessages);

        ConcurrentBag<byte[]> messages = Threads.Run(ThreadCount, Messages, number =>
        {
            if (number % 31 == 0)
            {
                scene.Cache.Clear();
            }

            return scene.Encrypt(length: 1);
        });

        DemandLimits(scene, messages, MaxMessages, contexts: 1);
        Assert.True(scene.Manager.Statistics.Removals > 0);
    }

    [Fact]
    public void Reading_by_many_threads_makes_one_call_for_each_key()
    {
        using Scene scene = new(maxMessages: 100);
        byte[][] messages = [.. Enumerable.Range(0, 2000).Select(_ => scene.Encrypt(length: 3))];

        ConcurrentBag<int> lengths = Threads.Run(ThreadCount, Messages, number => scene.Decrypt(messages[number % messages.Length]).Plaintext.Length);

        Assert.All(lengths, static length => Assert.Equal(3, length));
        Assert.Equal(20, scene.Keyring.Decrypted);
    }

    [Fact]
    public void Reading_while_entries_are_cleared_never_meets_a_wiped_key()
    {
        using Scene scene = new(maxMessages: 100);
        byte[][] messages = [.. Enumerable.Range(0, 500).Select(_ => scene.Encrypt(length: 3))];

        ConcurrentBag<int> lengths = Threads.Run(ThreadCount, Messages / 2, number =>
        {
            if (number % 7 == 0)
            {
                scene.Cache.Clear();
            }

            return scene.Decrypt(messages[number % messages.Length]).Plaintext.Length;
        });

        Assert.All(lengths, static length => Assert.Equal(3, length));
    }

    [Fact]
    public void Threads_that_share_a_signing_key_write_messages_that_verify()
    {
        using Scene scene = new(maxMessages: 25);
        AlgorithmSuite signed = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384;

        ConcurrentBag<byte[]> messages = Threads.Run(ThreadCount, messages: 200, number =>
        {
            if (number % 40 == 0)
            {
                scene.Cache.Clear();
            }

            return scene.Encrypt(length: 5, suite: signed);
        });

        Assert.All(messages, message => Assert.Equal(5, scene.Decrypt(message).Plaintext.Length));
    }

    private static void DemandLimits(Scene scene, ConcurrentBag<byte[]> messages, int maxMessages, int contexts)
    {
        IGrouping<string, byte[]>[] keys = [.. messages.GroupBy(Scene.KeyOf)];
        Assert.All(keys, group => Assert.InRange(group.Count(), 1, maxMessages));
        Assert.Equal(scene.Keyring.Generated, keys.Length);

        // Every key has one end, and only one that ended early costs a call more than the messages need.
        CachingStatistics statistics = scene.Manager.Statistics;
        Assert.Equal(
            scene.Keyring.Generated,
            scene.Cache.Count + statistics.UsageLimitRetirements + statistics.Evictions + statistics.Removals + statistics.Expirations);
        int needed = (messages.Count + maxMessages - 1) / maxMessages;
        Assert.InRange(scene.Keyring.Generated, needed, needed + contexts - 1 + statistics.Evictions + statistics.Removals);
        Assert.Equal(Messages, statistics.Hits + statistics.Misses);

        // No key was wiped under a message: all can be read.
        scene.Cache.Clear();
        Assert.All(scene.Keyring.DataKeyMemory, static memory => Assert.All(memory, static value => Assert.Equal(0, value)));
        Assert.All(messages, message => Assert.Single(scene.Decrypt(message).Plaintext));
    }
}
