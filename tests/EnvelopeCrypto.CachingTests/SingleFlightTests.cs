using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Requests that miss at the same time.</summary>
public sealed class SingleFlightTests
{
    [Fact]
    public async Task Many_concurrent_misses_on_one_id_make_one_call()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;

        Task<bool>[] requests = [.. Enumerable.Range(0, 50).Select(_ => scene.UseAsync())];
        gate.Open();
        bool[] fromCache = await Task.WhenAll(requests);

        Assert.Equal(1, scene.Keyring.Generated);
        Assert.False(fromCache[0]);
        Assert.All(fromCache[1..], Assert.True); // those who did not make the call
        Assert.Equal((49, 1), (scene.Manager.Statistics.Hits, scene.Manager.Statistics.Misses));
    }

    [Fact]
    public async Task Concurrent_misses_for_decryption_make_one_call()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;

        Task<DecryptedData>[] requests =
            [.. Enumerable.Range(0, 20).Select(_ => scene.Client.DecryptAsync(message, new DecryptRequest(scene.Manager), Scene.Cancel).AsTask())];
        gate.Open();
        DecryptedData[] read = await Task.WhenAll(requests);

        Assert.Equal(1, scene.Keyring.Decrypted);
        Assert.Equal(19, read.Count(static data => data.Result.FromCache));
    }

    [Theory]
    [InlineData(5, 12, 3)]
    [InlineData(2, 9, 5)]
    [InlineData(100, 100, 1)]
    public async Task Each_that_waits_charges_its_own_use(int maxMessages, int requests, int calls)
    {
        using Scene scene = new(maxMessages: maxMessages);
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;

        Task<EncryptionMaterials>[] waiting = [.. Enumerable.Range(0, requests).Select(_ => scene.AskAsync())];
        gate.Open();
        EncryptionMaterials[] materials = await Task.WhenAll(waiting);

        Assert.Equal(calls, scene.Keyring.Generated);
        Assert.All(
            materials.GroupBy(static one => one.EncryptedDataKeys[0]), group => Assert.InRange(group.Count(), 1, maxMessages));
        Array.ForEach(materials, static one => one.Dispose());
    }

    [Fact]
    public async Task Bytes_of_those_that_wait_count_too()
    {
        using Scene scene = new(maxBytes: 100);
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;

        Task<EncryptionMaterials>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => scene.AskAsync(length: 30))];
        gate.Open();
        EncryptionMaterials[] materials = await Task.WhenAll(waiting);

        Assert.Equal(4, scene.Keyring.Generated);
        Assert.All(materials.GroupBy(static one => one.EncryptedDataKeys[0]), static group => Assert.InRange(group.Count(), 1, 3));
        Array.ForEach(materials, static one => one.Dispose());
    }

    [Fact]
    public async Task Different_ids_do_not_wait_for_each_other()
    {
        using Scene scene = new();
        Gate gate = new(onlyFirst: true);
        scene.Keyring.Before = gate.PassAsync;

        Task<bool> held = scene.UseAsync(Scene.Request(context: Scene.Context("1")));
        Assert.False(await scene.UseAsync(Scene.Request(context: Scene.Context("2"))));

        Assert.False(held.IsCompleted);
        gate.Open();
        Assert.False(await held);
    }

    [Fact]
    public async Task A_failure_is_the_same_for_all_who_wait_and_is_not_cached()
    {
        using Scene scene = new();
        Gate gate = new();
        InvalidOperationException failure = new("no permission");
        scene.Keyring.Before = async token =>
        {
            await gate.PassAsync(token);
            throw failure;
        };

        Task<bool>[] requests = [.. Enumerable.Range(0, 10).Select(_ => scene.UseAsync())];
        gate.Open();
        foreach (Task<bool> request in requests)
        {
            Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => request));
        }

        Assert.Equal(1, scene.Keyring.Generated);
        scene.Keyring.Before = null;
        Assert.False(await scene.UseAsync());
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task A_cancelled_leader_does_not_cancel_those_who_wait()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        using CancellationTokenSource cancel = new();

        Task<EncryptionMaterials> leader = scene.AskAsync(Scene.Request(), cancel.Token);
        Task<bool>[] others = [.. Enumerable.Range(0, 5).Select(_ => scene.UseAsync())];
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        Assert.False(gate.Token.IsCancellationRequested);
        gate.Open();

        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(1, scene.Keyring.Generated);
        scene.Cache.Clear();
        Assert.Equal([true], scene.Keyring.WipedKeys); // the leader's share was given back too
    }

    [Fact]
    public async Task A_cancelled_follower_cancels_nobody()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        using CancellationTokenSource cancel = new();

        Task<bool> leader = scene.UseAsync();
        Task<EncryptionMaterials> follower = scene.AskAsync(Scene.Request(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower);
        Assert.False(gate.Token.IsCancellationRequested);
        gate.Open();

        Assert.False(await leader);
    }

    [Fact]
    public async Task The_call_is_cancelled_when_everybody_has_gone_and_the_next_request_calls_anew()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        using CancellationTokenSource cancel = new();
        Task<EncryptionMaterials>[] all = [.. Enumerable.Range(0, 3).Select(_ => scene.AskAsync(Scene.Request(), cancel.Token))];

        TaskCompletionSource stopped = new();
        using CancellationTokenRegistration registration = gate.Token.Register(stopped.SetResult);
        await cancel.CancelAsync();
        foreach (Task<EncryptionMaterials> request in all)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel);
        scene.Keyring.Before = null;
        Assert.False(await scene.UseAsync());
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task A_request_that_was_cancelled_before_makes_no_call()
    {
        using Scene scene = new();
        using CancellationTokenSource cancel = new();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.AskAsync(Scene.Request(), cancel.Token));

        Assert.Equal(0, scene.Keyring.Generated);
    }

    public static TheoryData<string> CachesThatKeepNothing() => ["null", "capacity 0"];

    [Theory]
    [MemberData(nameof(CachesThatKeepNothing))]
    public async Task With_a_cache_that_keeps_nothing_every_request_makes_its_own_call(string cache)
    {
        using LocalMaterialsCache empty = new(0);
        using Scene scene = new(cache: cache == "null" ? new NullMaterialsCache() : empty);
        Gate gate = new(onlyFirst: true);
        scene.Keyring.Before = gate.PassAsync;

        Task<bool> held = scene.UseAsync();
        Assert.False(await scene.UseAsync());
        Assert.False(await scene.UseAsync());
        gate.Open();

        Assert.False(await held);
        Assert.Equal(3, scene.Keyring.Generated);
        Assert.Equal((0, 3), (scene.Manager.Statistics.Hits, scene.Manager.Statistics.Misses));
    }

    [Fact]
    public async Task A_bypassed_request_is_never_served_by_the_call_of_another()
    {
        using Scene scene = new(maxBytes: 100);
        Gate gate = new(onlyFirst: true);
        scene.Keyring.Before = gate.PassAsync;

        Task<bool> held = scene.UseAsync();
        Assert.False(await scene.UseAsync(length: null));
        Assert.False(await scene.UseAsync(length: 101));
        gate.Open();

        Assert.False(await held);
        Assert.Equal(3, scene.Keyring.Generated);
    }

    [Fact]
    public async Task Materials_that_may_not_be_shared_are_fetched_by_each_that_waited()
    {
        using Scene scene = new();
        scene.Below.ChangeRequest = static request => Scene.Request(suite: AlgorithmSuite.Aes256Gcm, policy: request.CommitmentPolicy);
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        EncryptionMaterialsRequest request = Scene.Request(suite: null, policy: CommitmentPolicy.ForbidEncryptAllowDecrypt);

        Task<EncryptionMaterials>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => scene.AskAsync(request))];
        gate.Open();
        EncryptionMaterials[] materials = await Task.WhenAll(waiting);

        Assert.Equal(4, scene.Keyring.Generated);
        Assert.Equal(4, materials.Select(static one => Convert.ToHexString(one.DataKey!.AsSpan())).Distinct().Count());
        Array.ForEach(materials, static one => one.Dispose());
    }

    [Fact]
    public async Task Those_who_wait_are_served_even_if_the_cache_drops_the_entry_at_once()
    {
        DictionaryCache cache = new() { OnPut = static entry => entry.Dispose() };
        using Scene scene = new(cache: cache);
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;

        Task<bool>[] requests = [.. Enumerable.Range(0, 5).Select(_ => scene.UseAsync())];
        gate.Open();

        Assert.Equal(4, (await Task.WhenAll(requests)).Count(static fromCache => fromCache));
        Assert.Equal(1, scene.Keyring.Generated);
        Assert.Equal([true], scene.Keyring.WipedKeys);
    }

    [Fact]
    public async Task A_call_that_ends_between_the_lookup_and_the_call_of_another_request_is_not_repeated()
    {
        DictionaryCache cache = new();
        using Scene scene = new(cache: cache);
        cache.OnGet = _ =>
        {
            cache.OnGet = null;
            scene.Encrypt(length: 1); // fetches and stores, while the other request is told that nothing is there
            return null;
        };

        Assert.True(await scene.UseAsync());
        Assert.Equal(1, scene.Keyring.Generated);
    }

    [Fact]
    public async Task An_entry_that_expired_while_it_was_fetched_serves_only_the_leader()
    {
        using Scene scene = new();
        int calls = 0;
        Gate gate = new(onlyFirst: true);
        scene.Keyring.Before = async token =>
        {
            await gate.PassAsync(token);
            if (Interlocked.Increment(ref calls) == 1)
            {
                scene.Clock.Advance(Scene.MaxAge);
            }
        };

        Task<bool> leader = scene.UseAsync();
        Task<bool> follower = scene.UseAsync();
        gate.Open();

        Assert.Equal((false, false), (await leader, await follower));
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task The_call_begins_and_goes_on_on_the_thread_of_the_request_that_leads()
    {
        using Scene scene = new();
        Gate gate = new();
        List<int> threads = [];
        scene.Keyring.Before = async token =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await gate.PassAsync(token);
            await Task.Yield();
            threads.Add(Environment.CurrentManagedThreadId);
        };

        Task<int> leader = Pump.Run(async () =>
        {
            int thread = Environment.CurrentManagedThreadId;
            Assert.False(await scene.UseAsync());
            threads.Add(Environment.CurrentManagedThreadId);
            return thread;
        });
        await gate.Reached;
        gate.Open();
        int expected = await leader;

        Assert.Equal([expected, expected, expected], threads);
    }

    [Fact]
    public async Task A_leader_that_goes_with_its_thread_leaves_nobody_waiting()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        using CancellationTokenSource cancel = new();

        Task<bool> leader = Pump.Run(async () =>
        {
            using EncryptionMaterials materials = await scene.AskAsync(Scene.Request(), cancel.Token);
            return materials.FromCache;
        });
        await gate.Reached;
        Task<bool> follower = scene.UseAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        gate.Open();

        Assert.True(await follower.WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel));
        Assert.Equal(1, scene.Keyring.Generated);
    }

    [Fact]
    public async Task What_the_thread_of_a_leader_that_left_has_not_run_yet_is_run_elsewhere()
    {
        using Scene scene = new();
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        using CancellationTokenSource cancel = new();
        using ManualContext context = new();
        Task<EncryptionMaterials>? leader = null;
        Thread thread = new(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            leader = scene.AskAsync(Scene.Request(), cancel.Token);
        });
        thread.Start();
        thread.Join();
        Task<bool> follower = scene.UseAsync();

        gate.Open();
        await context.PostedAsync(Scene.Cancel); // the call would go on now
        await cancel.CancelAsync();
        await context.PostedAsync(Scene.Cancel); // and the leader give up
        context.RunLast(); // which comes first, and then the thread ends

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader!);
        Assert.True(await follower.WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel));
        Assert.Equal(1, scene.Keyring.Generated);
    }

    [Fact]
    public async Task A_request_that_blocks_the_thread_of_the_leader_does_not_wait_for_it()
    {
        using Scene scene = new();
        Gate gate = new(onlyFirst: true);
        scene.Keyring.Before = gate.PassAsync;

        Task<bool> work = Pump.Run(async () =>
        {
            Task<bool> leader = scene.UseAsync();
            scene.Encrypt(length: 1); // on the same thread, which the leader's call needs to go on
            gate.Open();
            return await leader;
        });

        Assert.False(await work.WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel));
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task A_keyring_that_uses_the_manager_above_it_does_not_wait_for_itself()
    {
        using Scene scene = new();
        int depth = 0;
        scene.Keyring.Before = _ =>
        {
            if (Interlocked.Increment(ref depth) == 1)
            {
                scene.Encrypt(length: 1);
            }

            return Task.CompletedTask;
        };

        Assert.False(await Task.Run(() => scene.UseAsync(), Scene.Cancel).WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel));
        Assert.Equal(2, scene.Keyring.Generated);
    }
}
