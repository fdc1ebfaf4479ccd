using System;
using System.Collections.Generic;
using System.Linq;

namespace EnvelopeCrypto.Caching;

/// <summary>What a caching materials manager did since it was made; a snapshot.</summary>
/// <remarks>Each request is a hit, a miss or a bypass. The same figures are instruments of the meter <c>EnvelopeCrypto</c>.</remarks>
public sealed class CachingStatistics
{
    internal CachingStatistics(IReadOnlyDictionary<BypassReason, long> bypassesByReason)
    {
        BypassesByReason = bypassesByReason;
    }

    /// <summary>Requests served without a call of their own: from the cache, or together with another request that missed at the same time.</summary>
    public long Hits { get; internal init; }

    /// <summary>Requests that led to a call, failed ones included.</summary>
    public long Misses { get; internal init; }

    /// <summary>Requests that went past the cache.</summary>
    public long Bypasses => BypassesByReason.Values.Sum();

    /// <summary>The same by reason; every reason is there.</summary>
    public IReadOnlyDictionary<BypassReason, long> BypassesByReason { get; }

    /// <summary>Entries of this manager that the cache dropped to make room, or for reasons of its own.</summary>
    public long Evictions { get; internal init; }

    /// <summary>Entries of this manager that reached their age.</summary>
    public long Expirations { get; internal init; }

    /// <summary>Entries of this manager that reached a limit of messages or bytes.</summary>
    public long UsageLimitRetirements { get; internal init; }

    /// <summary>Entries of this manager that were cleared from the cache or replaced in it.</summary>
    public long Removals { get; internal init; }

    /// <summary>Data keys that the manager below made, for bypasses too.</summary>
    public long DataKeysGenerated { get; internal init; }

    /// <summary>Data keys that the manager below opened, for bypasses too.</summary>
    public long DataKeysDecrypted { get; internal init; }

    /// <summary>Calls that would have been made without the cache: one for each hit.</summary>
    public long CallsSaved => Hits;

    /// <summary>Hits, misses, bypasses and data keys.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Hits:N0} hits, {Misses:N0} misses, {Bypasses:N0} bypasses, {DataKeysGenerated:N0} data keys generated, {DataKeysDecrypted:N0} decrypted");
}
