namespace EnvelopeCrypto.Caching;

/// <summary>Where an entry comes from.</summary>
/// <param name="Id">The id that it is stored under.</param>
/// <param name="Created">When its key was asked for.</param>
/// <param name="Thresholds">The limits of the manager that made it.</param>
/// <param name="Counters">The counters of that manager.</param>
internal sealed record EntryOrigin(CacheEntryId Id, Moment Created, CachingThresholds Thresholds, CachingCounters Counters);
