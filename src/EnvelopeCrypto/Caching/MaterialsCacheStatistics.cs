using System;

namespace EnvelopeCrypto.Caching;

/// <summary>What a <see cref="LocalMaterialsCache"/> did since it was made; a snapshot. It counts for all managers that share the cache.</summary>
/// <remarks>Entries stored = entries held + evictions + expirations + usage-limit retirements + removals.</remarks>
public sealed class MaterialsCacheStatistics
{
    internal MaterialsCacheStatistics()
    {
    }

    /// <summary>Lookups that found an entry.</summary>
    public long Hits { get; internal init; }

    /// <summary>Lookups that found none, or only an expired one.</summary>
    public long Misses { get; internal init; }

    /// <summary>Entries that were stored.</summary>
    public long Stored { get; internal init; }

    /// <summary>Entries in the cache now.</summary>
    public int Held { get; internal init; }

    /// <summary>Entries dropped to make room.</summary>
    public long Evictions { get; internal init; }

    /// <summary>Entries dropped because of their age.</summary>
    public long Expirations { get; internal init; }

    /// <summary>Entries dropped because a manager found a limit of messages or bytes reached.</summary>
    public long UsageLimitRetirements { get; internal init; }

    /// <summary>Entries deleted, cleared or replaced.</summary>
    public long Removals { get; internal init; }

    /// <summary>Lookups and entries.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Held:N0} of {Stored:N0} entries held, {Hits:N0} lookups hit, {Misses:N0} missed, {Evictions:N0} evicted, {Expirations:N0} expired");
}
