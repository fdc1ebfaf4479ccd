using System;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Managers;

/// <summary>A cache whose implementation is not trusted: what it throws becomes one kind of error, and what was not asked for is nothing.</summary>
internal sealed class GuardedCache
{
    internal GuardedCache(IMaterialsCache cache)
    {
        Cache = cache;
        KeepsNothing = cache is NullMaterialsCache or LocalMaterialsCache { Capacity: 0 };
    }

    internal IMaterialsCache Cache { get; }

    /// <summary>Whether it is known that nothing is ever stored.</summary>
    internal bool KeepsNothing { get; }

    internal TEntry? Get<TEntry>(CacheEntryId id)
        where TEntry : MaterialsCacheEntry
    {
        try
        {
            return Cache.GetEntry(id) is TEntry entry && entry.Id == id ? entry : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failed(e);
        }
    }

    internal void Put(MaterialsCacheEntry entry)
    {
        try
        {
            Cache.PutEntry(entry);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Ends an entry and takes it out of the cache, if the cache still holds this very one.</summary>
    internal void Retire(MaterialsCacheEntry entry, EntryEnd reason)
    {
        entry.Finish(reason);
        try
        {
            Cache.DeleteEntry(entry);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Failed(e);
        }
    }

    // Not by its ToString: that is not trusted either.
    private MaterialsException Failed(Exception e) => Error.MaterialsCacheFailed(Cache.GetType().Name, e);
}
