using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using EnvelopeCrypto.Caching;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A cache as somebody else might write it: it never disposes of an entry. Each of its members may be replaced by something worse.</summary>
internal sealed class DictionaryCache : IMaterialsCache
{
    internal ConcurrentDictionary<string, MaterialsCacheEntry> Entries { get; } = new(StringComparer.Ordinal);

    internal Func<CacheEntryId, MaterialsCacheEntry?>? OnGet { get; set; }

    internal Action<MaterialsCacheEntry>? OnPut { get; set; }

    internal Action<MaterialsCacheEntry>? OnDelete { get; set; }

    public MaterialsCacheEntry? GetEntry(CacheEntryId id) =>
        OnGet is not null ? OnGet(id) : Entries.GetValueOrDefault(id.ToString());

    public void PutEntry(MaterialsCacheEntry entry)
    {
        if (OnPut is not null)
        {
            OnPut(entry);
        }
        else
        {
            Entries[entry.Id.ToString()] = entry;
        }
    }

    public void DeleteEntry(MaterialsCacheEntry entry)
    {
        if (OnDelete is not null)
        {
            OnDelete(entry);
        }
        else
        {
            Entries.TryRemove(new(entry.Id.ToString(), entry));
        }
    }

    public void Clear() => Entries.Clear();
}
