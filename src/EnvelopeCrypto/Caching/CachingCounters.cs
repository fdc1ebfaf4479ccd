using System;
using System.Collections.Generic;
using System.Threading;

namespace EnvelopeCrypto.Caching;

/// <summary>Counts what one manager and its entries do. Thread-safe.</summary>
internal sealed class CachingCounters
{
    private readonly long[] _bypasses = new long[Enum.GetValues<BypassReason>().Length];
    private readonly long[] _ends = new long[Enum.GetValues<EntryEnd>().Length];
    private readonly long[] _dataKeys = new long[Enum.GetValues<CacheEntryKind>().Length];
    private long _hits;
    private long _misses;

    internal void CountHit(CacheEntryKind kind)
    {
        Interlocked.Increment(ref _hits);
        CachingInstruments.CountRequest(kind, "hit");
    }

    internal void CountMiss(CacheEntryKind kind)
    {
        Interlocked.Increment(ref _misses);
        CachingInstruments.CountRequest(kind, "miss");
    }

    internal void CountBypass(CacheEntryKind kind, BypassReason reason)
    {
        Interlocked.Increment(ref _bypasses[(int)reason]);
        CachingInstruments.CountBypass(kind, reason);
    }

    internal void CountDataKey(CacheEntryKind kind)
    {
        Interlocked.Increment(ref _dataKeys[(int)kind]);
        CachingInstruments.CountDataKey(kind);
    }

    internal void CountEnd(CacheEntryKind kind, EntryEnd end)
    {
        Interlocked.Increment(ref _ends[(int)end]);
        CachingInstruments.CountEnd(kind, end);
    }

    internal CachingStatistics Snapshot()
    {
        Dictionary<BypassReason, long> bypasses = [];
        foreach (BypassReason reason in Enum.GetValues<BypassReason>())
        {
            bypasses.Add(reason, Volatile.Read(ref _bypasses[(int)reason]));
        }

        return new CachingStatistics(bypasses)
        {
            Hits = Volatile.Read(ref _hits),
            Misses = Volatile.Read(ref _misses),
            Evictions = Ended(EntryEnd.Evicted),
            Expirations = Ended(EntryEnd.Expired),
            UsageLimitRetirements = Ended(EntryEnd.UsedUp),
            Removals = Ended(EntryEnd.Removed),
            DataKeysGenerated = Volatile.Read(ref _dataKeys[(int)CacheEntryKind.Encryption]),
            DataKeysDecrypted = Volatile.Read(ref _dataKeys[(int)CacheEntryKind.Decryption]),
        };
    }

    private long Ended(EntryEnd end) => Volatile.Read(ref _ends[(int)end]);
}
