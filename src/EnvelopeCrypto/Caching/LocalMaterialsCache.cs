using System;
using System.Collections.Generic;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// Keeps the entries that were used last, up to a number of them. Expired entries are never returned, and are dropped within a minute even when nobody
/// asks for them.
/// </summary>
/// <remarks>
/// Thread-safe; to be shared by any number of managers. Disposing of it wipes all keys that no message is using; afterwards it is an error to use it.
/// Specification: framework/local-cryptographic-materials-cache.md.
/// </remarks>
public sealed class LocalMaterialsCache : IMaterialsCache, IDisposable
{
    /// <summary>The capacity when none is named.</summary>
    public const int DefaultCapacity = 1000;

    /// <summary>How many of the entries that were not used for longest are looked at whenever one is stored.</summary>
    private const int PrunedTail = 10;

    private readonly object _lock = new();
    private readonly Dictionary<CacheEntryId, LinkedListNode<MaterialsCacheEntry>> _nodes = [];
    private readonly LinkedList<MaterialsCacheEntry> _byUse = new(); // the last used first
    private readonly long[] _ends = new long[Enum.GetValues<EntryEnd>().Length];
    private readonly ExpirySweep _sweep;
    private long _hits;
    private long _misses;
    private long _stored;
    private bool _disposed;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacity">The most entries it keeps, of both kinds together; 0 keeps none, as <see cref="NullMaterialsCache"/> does.</param>
    /// <param name="timeProvider">Times the dropping of expired entries; null for the system's. Ages are measured by the managers that store.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative.</exception>
    public LocalMaterialsCache(int capacity = DefaultCapacity, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
        _sweep = new ExpirySweep(this, timeProvider ?? TimeProvider.System);
    }

    /// <summary>The most entries it keeps.</summary>
    public int Capacity { get; }

    /// <summary>How many entries it holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>What the cache did so far.</summary>
    public MaterialsCacheStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new MaterialsCacheStatistics
                {
                    Hits = _hits,
                    Misses = _misses,
                    Stored = _stored,
                    Held = _nodes.Count,
                    Evictions = _ends[(int)EntryEnd.Evicted],
                    Expirations = _ends[(int)EntryEnd.Expired],
                    UsageLimitRetirements = _ends[(int)EntryEnd.UsedUp],
                    Removals = _ends[(int)EntryEnd.Removed],
                };
            }
        }
    }

    /// <summary>The entries of this moment, the last used first. Looking at them is no use of them.</summary>
    /// <exception cref="ObjectDisposedException">The cache was disposed of.</exception>
    public IReadOnlyList<MaterialsCacheEntry> GetEntries()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            DropExpired(_nodes.Count);
            return [.. _byUse];
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The cache was disposed of.</exception>
    public MaterialsCacheEntry? GetEntry(CacheEntryId id)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_nodes.TryGetValue(id, out LinkedListNode<MaterialsCacheEntry>? node))
            {
                if (!node.Value.IsExpired)
                {
                    _hits++;
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    return node.Value;
                }

                Drop(node, EntryEnd.Expired);
            }

            _misses++;
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The cache was disposed of.</exception>
    public void PutEntry(MaterialsCacheEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _stored++;
            if (_nodes.TryGetValue(entry.Id, out LinkedListNode<MaterialsCacheEntry>? former))
            {
                Drop(former, EntryEnd.Removed);
            }

            _nodes.Add(entry.Id, _byUse.AddFirst(entry));
            DropExpired(PrunedTail);
            while (_nodes.Count > Capacity)
            {
                Drop(_byUse.Last!, EntryEnd.Evicted);
            }

            if (_nodes.Count > 0)
            {
                _sweep.Start();
            }
        }
    }

    /// <inheritdoc/>
    public void DeleteEntry(MaterialsCacheEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (_lock)
        {
            if (_nodes.TryGetValue(entry.Id, out LinkedListNode<MaterialsCacheEntry>? node) && ReferenceEquals(node.Value, entry))
            {
                Drop(node, EntryEnd.Removed);
            }
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        lock (_lock)
        {
            while (_byUse.Last is { } node)
            {
                Drop(node, EntryEnd.Removed);
            }
        }
    }

    /// <summary>Drops all entries, for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Clear();
            _sweep.Dispose();
        }
    }

    /// <summary>The kind of cache and its capacity.</summary>
    public override string ToString() => $"local materials cache of {Capacity}";

    /// <summary>Drops what has expired.</summary>
    internal void Sweep()
    {
        lock (_lock)
        {
            DropExpired(_nodes.Count);
            _sweep.Continue(_nodes.Count > 0);
        }
    }

    /// <summary>Looks at some of the entries that were not used for longest.</summary>
    private void DropExpired(int examined)
    {
        LinkedListNode<MaterialsCacheEntry>? node = _byUse.Last;
        while (node is not null && examined-- > 0)
        {
            LinkedListNode<MaterialsCacheEntry>? next = node.Previous;
            if (node.Value.IsExpired)
            {
                Drop(node, EntryEnd.Expired);
            }

            node = next;
        }
    }

    private void Drop(LinkedListNode<MaterialsCacheEntry> node, EntryEnd reason)
    {
        MaterialsCacheEntry entry = node.Value;
        _byUse.Remove(node);
        _nodes.Remove(entry.Id);
        entry.Finish(reason);
        _ends[(int)entry.End]++; // the manager may have known a reason before
    }
}
