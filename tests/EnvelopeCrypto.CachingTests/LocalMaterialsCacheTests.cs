using System;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>The cache by itself.</summary>
public sealed class LocalMaterialsCacheTests
{
    [Fact]
    public void What_is_put_is_found_until_it_is_deleted()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10);
        MaterialsCacheEntry entry = make.Entry("1");

        cache.PutEntry(entry);
        Assert.Same(entry, cache.GetEntry(entry.Id));
        cache.DeleteEntry(entry);

        Assert.Null(cache.GetEntry(entry.Id));
        Assert.True(make.IsWiped(entry));
    }

    [Fact]
    public void Put_replaces_and_wipes_what_was_there()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10);
        MaterialsCacheEntry first = make.Entry("1");
        MaterialsCacheEntry second = make.Entry("1");

        cache.PutEntry(first);
        cache.PutEntry(second);

        Assert.Same(second, cache.GetEntry(first.Id));
        Assert.Equal((true, false), (make.IsWiped(first), make.IsWiped(second)));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Delete_of_an_entry_that_was_replaced_leaves_the_new_one()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10);
        MaterialsCacheEntry first = make.Entry("1");
        MaterialsCacheEntry second = make.Entry("1");
        cache.PutEntry(first);
        cache.PutEntry(second);

        cache.DeleteEntry(first);

        Assert.Same(second, cache.GetEntry(second.Id));
    }

    [Fact]
    public void The_least_recently_used_is_evicted_and_get_counts_as_use()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(2);
        MaterialsCacheEntry a = make.Entry("a");
        MaterialsCacheEntry b = make.Entry("b");
        MaterialsCacheEntry c = make.Entry("c");

        cache.PutEntry(a);
        cache.PutEntry(b);
        cache.GetEntry(a.Id);
        cache.PutEntry(c);

        Assert.Equal([c, a], cache.GetEntries());
        Assert.Equal((false, true, false), (make.IsWiped(a), make.IsWiped(b), make.IsWiped(c)));
        Assert.Equal(1, cache.Statistics.Evictions);
    }

    [Fact]
    public void Looking_at_the_entries_is_no_use()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(2);
        MaterialsCacheEntry a = make.Entry("a");
        cache.PutEntry(a);
        cache.PutEntry(make.Entry("b"));

        _ = cache.GetEntries();
        cache.PutEntry(make.Entry("c"));

        Assert.Null(cache.GetEntry(a.Id));
    }

    [Fact]
    public void Replacing_at_capacity_evicts_nobody()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(2);
        MaterialsCacheEntry a = make.Entry("a");
        cache.PutEntry(a);
        cache.PutEntry(make.Entry("b"));
        cache.PutEntry(make.Entry("b"));

        Assert.Same(a, cache.GetEntry(a.Id));
    }

    [Fact]
    public void An_expired_entry_is_never_returned_and_is_wiped()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10, make.Clock);
        MaterialsCacheEntry entry = make.Entry("1");
        cache.PutEntry(entry);
        make.Clock.AdvanceMonotonic(Scene.MaxAge);

        Assert.Null(cache.GetEntry(entry.Id));

        Assert.Equal(0, cache.Count);
        Assert.True(make.IsWiped(entry));
        Assert.Equal((1, 0), (cache.Statistics.Expirations, cache.Statistics.Evictions));
    }

    [Fact]
    public void An_expired_entry_is_dropped_within_a_minute_though_nobody_asks_for_it()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10, make.Clock);
        MaterialsCacheEntry entry = make.Entry("1");
        cache.PutEntry(entry);

        for (TimeSpan time = TimeSpan.Zero; time < Scene.MaxAge; time += TimeSpan.FromMinutes(1))
        {
            Assert.False(make.IsWiped(entry));
            make.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, cache.Count);
        Assert.True(make.IsWiped(entry));

        // It begins again with the next entry.
        MaterialsCacheEntry next = make.Entry("2");
        cache.PutEntry(next);
        make.Clock.Advance(Scene.MaxAge);
        Assert.True(make.IsWiped(next));
    }

    [Fact]
    public void Expired_entries_at_the_tail_are_pruned_on_put()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10, make.Clock);
        MaterialsCacheEntry[] old = [.. Enumerable.Range(0, 5).Select(i => make.Entry($"old {i}"))];
        Array.ForEach(old, cache.PutEntry);
        make.Clock.AdvanceMonotonic(Scene.MaxAge);

        cache.PutEntry(make.Entry("new"));

        Assert.Equal(1, cache.Count);
        Assert.All(old, entry => Assert.True(make.IsWiped(entry)));
    }

    [Fact]
    public void Expired_entries_are_not_shown()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10, make.Clock);
        cache.PutEntry(make.Entry("1"));
        make.Clock.AdvanceMonotonic(Scene.MaxAge);

        Assert.Empty(cache.GetEntries());
    }

    [Fact]
    public void Capacity_0_keeps_nothing()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(0);
        MaterialsCacheEntry entry = make.Entry("1");

        cache.PutEntry(entry);

        Assert.Null(cache.GetEntry(entry.Id));
        Assert.True(make.IsWiped(entry));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_negative_capacity_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalMaterialsCache(capacity));

    [Fact]
    public void The_default_capacity_is_1000() => Assert.Equal(1000, new LocalMaterialsCache().Capacity);

    [Fact]
    public void Clear_wipes_all_and_the_cache_can_be_used_on()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(10);
        MaterialsCacheEntry[] entries = [.. Enumerable.Range(0, 5).Select(i => make.Entry($"{i}"))];
        Array.ForEach(entries, cache.PutEntry);

        cache.Clear();

        Assert.All(entries, entry => Assert.True(make.IsWiped(entry)));
        cache.PutEntry(make.Entry("again"));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void A_disposed_cache_has_wiped_all_and_says_so()
    {
        using EntryFactory make = new();
        LocalMaterialsCache cache = new(10);
        MaterialsCacheEntry entry = make.Entry("1");
        cache.PutEntry(entry);

        cache.Dispose();
        cache.Dispose();

        Assert.True(make.IsWiped(entry));
        Assert.Throws<ObjectDisposedException>(() => cache.GetEntry(entry.Id));
        Assert.Throws<ObjectDisposedException>(() => cache.PutEntry(make.Entry("2")));
        Assert.Throws<ObjectDisposedException>(() => cache.GetEntries());
        cache.DeleteEntry(entry);
        cache.Clear();
    }

    [Fact]
    public void The_null_cache_keeps_nothing_and_wipes_what_it_gets()
    {
        using EntryFactory make = new();
        NullMaterialsCache cache = new();
        MaterialsCacheEntry entry = make.Entry("1");

        cache.PutEntry(entry);

        Assert.Null(cache.GetEntry(entry.Id));
        Assert.True(make.IsWiped(entry));
        cache.DeleteEntry(entry);
        cache.Clear();
    }

    [Fact]
    public void Statistics_balance()
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(3, make.Clock);
        Random random = new(17);
        for (int i = 0; i < 2000; i++)
        {
            MaterialsCacheEntry entry = make.Entry($"{random.Next(8)}");
            switch (random.Next(8))
            {
                case < 3:
                    cache.PutEntry(entry);
                    break;
                case < 6:
                    cache.GetEntry(entry.Id);
                    break;
                case 6 when cache.GetEntry(entry.Id) is { } found:
                    found.Finish(EntryEnd.UsedUp);
                    cache.DeleteEntry(found);
                    break;
                default:
                    make.Clock.Advance(Scene.MaxAge / 3);
                    break;
            }
        }

        MaterialsCacheStatistics statistics = cache.Statistics;
        IEnumerable<long> gone = [statistics.Evictions, statistics.Expirations, statistics.UsageLimitRetirements, statistics.Removals];
        Assert.All(gone, static count => Assert.True(count > 0));
        Assert.Equal(statistics.Stored, statistics.Held + gone.Sum());
        Assert.True(statistics.Hits > 0 && statistics.Misses > 0);
    }
}
