using System.Collections.Generic;
using EnvelopeCrypto.Caching;

namespace EnvelopeCrypto.CachingTests;

/// <summary>What a cache should hold, written the plain way: a list, the last used first.</summary>
internal sealed class CacheModel
{
    private const int PrunedTail = 10;

    private readonly int _capacity;
    private readonly List<MaterialsCacheEntry> _entries = [];

    internal CacheModel(int capacity)
    {
        _capacity = capacity;
    }

    internal IReadOnlyList<MaterialsCacheEntry> Entries
    {
        get
        {
            _entries.RemoveAll(static entry => entry.IsExpired);
            return _entries;
        }
    }

    internal MaterialsCacheEntry? Get(CacheEntryId id)
    {
        MaterialsCacheEntry? found = _entries.Find(entry => entry.Id == id);
        if (found is not null)
        {
            _entries.Remove(found);
            if (found.IsExpired)
            {
                return null;
            }

            _entries.Insert(0, found);
        }

        return found;
    }

    internal void Put(MaterialsCacheEntry entry)
    {
        _entries.RemoveAll(other => other.Id == entry.Id);
        _entries.Insert(0, entry);
        for (int i = _entries.Count - 1, examined = 0; i >= 0 && examined < PrunedTail; i--, examined++)
        {
            if (_entries[i].IsExpired)
            {
                _entries.RemoveAt(i);
            }
        }

        while (_entries.Count > _capacity)
        {
            _entries.RemoveAt(_entries.Count - 1);
        }
    }

    internal void Delete(MaterialsCacheEntry entry) => _entries.RemoveAll(other => ReferenceEquals(other, entry));

    internal void Clear() => _entries.Clear();
}
