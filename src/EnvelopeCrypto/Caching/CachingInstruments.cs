using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace EnvelopeCrypto.Caching;

/// <summary>The instruments of the meter <c>EnvelopeCrypto</c>, for all managers of the process together.</summary>
internal static class CachingInstruments
{
    private static readonly Meter Meter = new("EnvelopeCrypto");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "envelopecrypto.materials.requests", "{request}", "Requests for materials, by operation and outcome (hit, miss, bypass).");

    private static readonly Counter<long> DataKeys = Meter.CreateCounter<long>(
        "envelopecrypto.data_keys", "{key}", "Data keys generated (operation encrypt) and decrypted (operation decrypt) below caching materials managers.");

    private static readonly Counter<long> EntriesEnded = Meter.CreateCounter<long>(
        "envelopecrypto.cache.entries_ended", "{entry}", "Cache entries that are not used any more, by reason (evicted, expired, used_up, removed).");

    internal static void CountRequest(CacheEntryKind kind, string outcome)
    {
        if (Requests.Enabled)
        {
            Requests.Add(1, Operation(kind), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    internal static void CountBypass(CacheEntryKind kind, BypassReason reason)
    {
        if (Requests.Enabled)
        {
            Requests.Add(1, Operation(kind), new("outcome", "bypass"), new("reason", Name(reason)));
        }
    }

    internal static void CountDataKey(CacheEntryKind kind)
    {
        if (DataKeys.Enabled)
        {
            DataKeys.Add(1, Operation(kind));
        }
    }

    internal static void CountEnd(CacheEntryKind kind, EntryEnd end)
    {
        if (EntriesEnded.Enabled)
        {
            EntriesEnded.Add(1, Operation(kind), new KeyValuePair<string, object?>("reason", Name(end)));
        }
    }

    private static KeyValuePair<string, object?> Operation(CacheEntryKind kind) =>
        new("operation", kind == CacheEntryKind.Encryption ? "encrypt" : "decrypt");

    private static string Name(BypassReason reason) => reason switch
    {
        BypassReason.NoKeyDerivation => "no_key_derivation",
        BypassReason.UnknownLength => "unknown_length",
        _ => "larger_than_byte_limit",
    };

    private static string Name(EntryEnd end) => end switch
    {
        EntryEnd.Evicted => "evicted",
        EntryEnd.Expired => "expired",
        EntryEnd.UsedUp => "used_up",
        _ => "removed",
    };
}
