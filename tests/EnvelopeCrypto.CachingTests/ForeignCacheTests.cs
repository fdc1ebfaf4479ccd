using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Materials;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Caches that somebody else wrote: whatever they do wrong is a miss or a clear error, never a wrong key.</summary>
public sealed class ForeignCacheTests
{
    private readonly DictionaryCache _cache = new();

    [Fact]
    public async Task A_well_behaved_one_works_as_ours_does()
    {
        using Scene scene = new(maxMessages: 3, cache: _cache);

        bool[] fromCache = [await scene.UseAsync(), await scene.UseAsync(), await scene.UseAsync(), await scene.UseAsync()];

        Assert.Equal([false, true, true, false], fromCache);
        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task One_that_throws_on_get_is_a_clear_error_and_costs_no_call()
    {
        using Scene scene = new(cache: _cache);
        _cache.OnGet = static _ => throw new InvalidOperationException("out of order");

        MaterialsException error = await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync());

        Assert.Equal(ErrorIds.MaterialsCacheFailed, error.ErrorId);
        Assert.Contains("out of order", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal(0, scene.Keyring.Generated);
    }

    [Fact]
    public async Task One_that_throws_on_put_is_a_clear_error_and_the_key_is_wiped()
    {
        using Scene scene = new(cache: _cache);
        _cache.OnPut = static _ => throw new InvalidOperationException("full");

        MaterialsException error = await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync());

        Assert.Equal(ErrorIds.MaterialsCacheFailed, error.ErrorId);
        Assert.Equal([true], scene.Keyring.WipedKeys);
    }

    [Fact]
    public async Task One_that_throws_on_put_fails_all_who_wait_and_nobody_for_ever()
    {
        using Scene scene = new(cache: _cache);
        Gate gate = new();
        scene.Keyring.Before = gate.PassAsync;
        _cache.OnPut = static _ => throw new InvalidOperationException("full");

        Task<bool>[] requests = [.. Enumerable.Range(0, 5).Select(_ => scene.UseAsync())];
        gate.Open();
        foreach (Task<bool> request in requests)
        {
            await Assert.ThrowsAsync<MaterialsException>(() => request);
        }

        _cache.OnPut = null;
        Assert.False(await scene.UseAsync());
        Assert.True(await scene.UseAsync());
    }

    [Fact]
    public async Task One_that_throws_on_delete_is_a_clear_error_and_never_a_use_beyond_the_limit()
    {
        using Scene scene = new(maxMessages: 2, cache: _cache);
        _cache.OnDelete = static _ => throw new InvalidOperationException("locked");
        await scene.UseAsync();

        // The cache still holds the entry, whose two messages are charged by now.
        Assert.Equal(ErrorIds.MaterialsCacheFailed, (await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync())).ErrorId);
        _cache.OnDelete = null;

        Assert.False(await scene.UseAsync());
    }

    [Fact]
    public async Task One_that_throws_fails_no_other_thread_than_its_own()
    {
        int calls = 0;
        using Scene scene = new(cache: _cache);
        _cache.OnGet = id => Interlocked.Increment(ref calls) % 10 == 0
            ? throw new InvalidOperationException("now and then")
            : _cache.Entries.TryGetValue(id.ToString(), out MaterialsCacheEntry? entry) ? entry : null;
        await scene.UseAsync();

        ConcurrentBag<bool> outcomes = Threads.Run(threads: 8, messages: 2000, _ =>
        {
            try
            {
                scene.Encrypt();
                return true;
            }
            catch (MaterialsException e) when (e.ErrorId == ErrorIds.MaterialsCacheFailed)
            {
                return false;
            }
        });

        Assert.InRange(outcomes.Count(static ok => !ok), 1, 400);
        Assert.Equal(1, scene.Keyring.Generated);
    }

    [Fact]
    public async Task One_that_loses_every_entry_makes_every_request_a_miss()
    {
        using Scene scene = new(cache: _cache);
        _cache.OnPut = static _ => { };

        Assert.False(await scene.UseAsync());
        Assert.False(await scene.UseAsync());

        Assert.Equal(2, scene.Keyring.Generated);
    }

    [Fact]
    public async Task One_that_returns_an_expired_entry_is_not_believed()
    {
        using Scene scene = new(cache: _cache);
        _cache.OnDelete = static _ => { };
        await scene.UseAsync();
        scene.Clock.Advance(Scene.MaxAge);

        Assert.False(await scene.UseAsync());

        Assert.Equal(2, scene.Keyring.Generated);
        Assert.Equal([true, false], scene.Keyring.WipedKeys);
    }

    [Fact]
    public async Task One_that_returns_the_entry_of_another_id_is_not_believed()
    {
        using Scene scene = new(cache: _cache);
        await scene.UseAsync(Scene.Request(context: Scene.Context("1")));
        MaterialsCacheEntry other = _cache.Entries.Values.Single();
        _cache.OnGet = _ => other;

        using EncryptionMaterials materials = await scene.AskAsync(Scene.Request(context: Scene.Context("2")));

        Assert.False(materials.FromCache);
        Assert.Equal(Scene.Context("2"), materials.EncryptionContext);
        Assert.Equal(1, other.Messages);
    }

    [Fact]
    public void One_that_returns_an_entry_of_the_other_kind_is_not_believed()
    {
        using Scene scene = new(cache: _cache);
        byte[] message = scene.Encrypt();
        MaterialsCacheEntry encryption = _cache.Entries.Values.Single();
        _cache.OnGet = _ => encryption;

        Assert.False(scene.Decrypt(message).Result.FromCache);
    }

    [Fact]
    public async Task One_that_keeps_returning_a_used_up_entry_makes_misses_and_no_use_beyond_the_limit()
    {
        using Scene scene = new(maxMessages: 2, cache: _cache);
        await scene.UseAsync();
        MaterialsCacheEntry first = _cache.Entries.Values.Single();
        _cache.OnGet = _ => first;
        _cache.OnDelete = static _ => { };

        bool[] fromCache = [await scene.UseAsync(), await scene.UseAsync(), await scene.UseAsync()];

        Assert.Equal([true, false, false], fromCache);
        Assert.Equal(3, scene.Keyring.Generated);
    }

    [Fact]
    public async Task One_that_cancels_is_a_cancellation()
    {
        using Scene scene = new(cache: _cache);
        _cache.OnGet = static _ => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(() => scene.UseAsync());
    }

    [Fact]
    public async Task A_disposed_cache_is_a_clear_error_that_says_what_to_do()
    {
        LocalMaterialsCache cache = new();
        using Scene scene = new(cache: cache);
        byte[] message = scene.Encrypt();
        cache.Dispose();

        MaterialsException encrypting = await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync());
        MaterialsException decrypting = Assert.Throws<MaterialsException>(() => scene.Decrypt(message));

        Assert.Equal((ErrorIds.MaterialsCacheFailed, ErrorIds.MaterialsCacheFailed), (encrypting.ErrorId, decrypting.ErrorId));
        Assert.Contains("disposed", encrypting.Message, StringComparison.Ordinal);
        Assert.False(await scene.UseAsync(length: null)); // past the cache
    }

    [Fact]
    public async Task A_cache_disposed_of_while_a_key_is_fetched_is_a_clear_error_and_the_key_is_wiped()
    {
        LocalMaterialsCache cache = new();
        using Scene scene = new(cache: cache);
        scene.Keyring.Before = _ =>
        {
            cache.Dispose();
            return Task.CompletedTask;
        };

        MaterialsException error = await Assert.ThrowsAsync<MaterialsException>(() => scene.UseAsync());

        Assert.Equal(ErrorIds.MaterialsCacheFailed, error.ErrorId);
        Assert.Equal([true], scene.Keyring.WipedKeys);
    }
}
