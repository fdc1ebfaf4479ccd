using System;
using System.Collections.Concurrent;
using System.Linq;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Materials;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>The cache alone, used by several at once in orders that a seed decides, so that a failure can be repeated.</summary>
public sealed class InterleavingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 5)]
    [InlineData(5, 12)]
    [InlineData(6, 40)]
    public void Steps_of_several_users_in_any_order_leave_what_the_model_says(int seed, int capacity)
    {
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(capacity, make.Clock);
        CacheModel model = new(capacity);
        Random random = new(seed);
        Actor[] actors = [.. Enumerable.Range(0, 6).Select(_ => new Actor(make, cache, model, random))];
        for (int step = 0; step < 5000; step++)
        {
            actors[random.Next(actors.Length)].Step();
            if (random.Next(10) == 0)
            {
                Assert.Equal(model.Entries, cache.GetEntries());
            }
        }

        Array.ForEach(actors, static actor => actor.Finish());
        cache.Clear();
        Assert.All(make.Made, entry => Assert.True(make.IsWiped(entry)));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Threads_never_get_a_wrong_an_expired_or_a_wiped_entry(int seed)
    {
        const int Capacity = 5;
        using EntryFactory make = new();
        using LocalMaterialsCache cache = new(Capacity, make.Clock);
        ConcurrentBag<bool> done = Threads.Run(threads: 8, messages: 8, thread =>
        {
            Random random = new((seed * 100) + thread);
            for (int i = 0; i < 3000; i++)
            {
                MaterialsCacheEntry probe = make.Entry($"{random.Next(8)}");
                switch (random.Next(20))
                {
                    case 0:
                        cache.Clear();
                        break;
                    case 1:
                        make.Clock.Advance(TimeSpan.FromSeconds(1));
                        break;
                    case < 6:
                        cache.PutEntry(probe);
                        continue;
                    case 6 when cache.GetEntry(probe.Id) is { } found:
                        cache.DeleteEntry(found);
                        break;
                    default:
                        Use(make, cache.GetEntry(probe.Id), probe.Id);
                        break;
                }

                probe.Dispose();
                Assert.InRange(cache.Count, 0, Capacity);
            }

            return true;
        });

        Assert.Equal(8, done.Count);
        MaterialsCacheStatistics statistics = cache.Statistics;
        Assert.Equal(
            statistics.Stored,
            statistics.Held + statistics.Evictions + statistics.Expirations + statistics.UsageLimitRetirements + statistics.Removals);
        cache.Clear();
        Assert.All(make.Made, entry => Assert.True(make.IsWiped(entry)));
    }

    private static void Use(EntryFactory make, MaterialsCacheEntry? entry, CacheEntryId id)
    {
        if (entry is null)
        {
            return;
        }

        Assert.Equal(id, entry.Id);
        if (entry.TryHold())
        {
            using (EncryptionMaterials materials = ((EncryptionCacheEntry)entry).CreateMaterials())
            {
                entry.LetGo();
                Assert.False(make.IsWiped(entry));
                Assert.Contains(materials.DataKey!.ToArray(), static value => value != 0);
            }
        }
        else
        {
            Assert.NotEqual(EntryEnd.None, entry.End);
        }
    }

    /// <summary>Takes an entry, uses it and gives it back, each in a step of its own, as a message does.</summary>
    private sealed class Actor(EntryFactory make, LocalMaterialsCache cache, CacheModel model, Random random)
    {
        private readonly EntryFactory _make = make;
        private readonly LocalMaterialsCache _cache = cache;
        private readonly CacheModel _model = model;
        private readonly Random _random = random;
        private MaterialsCacheEntry? _entry;
        private EncryptionMaterials? _materials;

        internal void Step()
        {
            if (_materials is not null)
            {
                Assert.False(_make.IsWiped(_entry!));
                if (_random.Next(3) == 0)
                {
                    Finish();
                }
            }
            else if (_entry is not null)
            {
                Continue();
            }
            else
            {
                Begin();
            }
        }

        internal void Finish()
        {
            _materials?.Dispose();
            _materials = null;
            _entry = null;
        }

        /// <summary>What others did since the entry was found may have ended it.</summary>
        private void Continue()
        {
            if (_random.Next(6) == 0)
            {
                _entry!.Finish(EntryEnd.UsedUp);
                _cache.DeleteEntry(_entry);
                _model.Delete(_entry);
                _entry = null;
            }
            else if (_entry!.TryHold())
            {
                _materials = ((EncryptionCacheEntry)_entry).CreateMaterials();
                _entry.LetGo();
            }
            else
            {
                Assert.NotEqual(EntryEnd.None, _entry.End); // another may be using its key still
                _entry = null;
            }
        }

        private void Begin()
        {
            MaterialsCacheEntry made = _make.Entry($"{_random.Next(10)}");
            switch (_random.Next(40))
            {
                case 0:
                    _cache.Clear();
                    _model.Clear();
                    break;
                case < 5:
                    _make.Clock.AdvanceMonotonic(Scene.MaxAge / 10);
                    break;
                case < 18:
                    _cache.PutEntry(made);
                    _model.Put(made);
                    return;
                default:
                    _entry = _cache.GetEntry(made.Id);
                    Assert.Same(_model.Get(made.Id), _entry);
                    break;
            }

            made.Dispose();
        }
    }
}
