using System;
using System.Collections.Generic;
using System.Threading;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// Materials in a cache: what they are for and how much they were used. The keys themselves are not to be had from it.
/// </summary>
/// <remarks>
/// Made by a caching materials manager; it belongs to the cache, which disposes of it. The keys outlive that for as long as a message uses them and are
/// wiped then. Thread-safe.
/// </remarks>
public abstract class MaterialsCacheEntry : IDisposable
{
    private readonly EntryOrigin _origin;
    private readonly SecretBytes _dataKey;
    private UseCount _holders;
    private int _end;
    private long _messages;

    private protected MaterialsCacheEntry(EntryOrigin origin, AlgorithmSuiteInfo suite, SecretBytes dataKey)
    {
        _origin = origin;
        _dataKey = dataKey.Share();
        SuiteInfo = suite;
    }

    /// <summary>The id that the entry is stored under.</summary>
    public CacheEntryId Id => _origin.Id;

    /// <summary>What the entry is used for.</summary>
    public abstract CacheEntryKind Kind { get; }

    /// <summary>The suite of the messages.</summary>
    public AlgorithmSuite AlgorithmSuite => SuiteInfo.Id;

    /// <summary>The whole encryption context of the messages, with the verification key where they are signed.</summary>
    public abstract EncryptionContext EncryptionContext { get; }

    /// <summary>Names of the context that the messages authenticate and do not store.</summary>
    public abstract IReadOnlySet<string> RequiredContextNames { get; }

    /// <summary>The keys in readable form, key ARNs or names of local keys, that the data key is encrypted under.</summary>
    public abstract IReadOnlyList<string> KeyIds { get; }

    /// <summary>When the data key was asked for.</summary>
    public DateTimeOffset Created => _origin.Created.Utc;

    /// <summary>The time since then, by the faster of wall clock and monotonic clock.</summary>
    public TimeSpan Age => _origin.Created.Elapsed;

    /// <summary>The limits of the manager that made the entry. Another that shares the cache and the partition applies its own.</summary>
    public CachingThresholds Thresholds => _origin.Thresholds;

    /// <summary>The time after which the manager that made the entry will not use it any more; zero when that is now.</summary>
    public TimeSpan TimeLeft => Age is { } age && age < Thresholds.MaxAge ? Thresholds.MaxAge - age : TimeSpan.Zero;

    /// <summary>Whether the entry has reached the age that its manager allows.</summary>
    public bool IsExpired => Age >= Thresholds.MaxAge;

    /// <summary>How many messages the keys were used for.</summary>
    public long Messages => Volatile.Read(ref _messages);

    internal AlgorithmSuiteInfo SuiteInfo { get; }

    /// <summary>Why the entry is not used any more.</summary>
    internal EntryEnd End => (EntryEnd)Volatile.Read(ref _end);

    /// <summary>To be called by a cache that drops the entry. The keys are wiped now, or when the last message that uses them is done.</summary>
    public void Dispose()
    {
        Finish(EntryEnd.Evicted);
        GC.SuppressFinalize(this);
    }

    /// <summary>Kind, suite and id.</summary>
    public override string ToString() => $"{Kind} entry {Id.ToString().AsSpan(0, 16)}, {SuiteInfo}";

    /// <summary>Ends the entry; only the first reason counts.</summary>
    internal void Finish(EntryEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, (int)EntryEnd.None) == (int)EntryEnd.None)
        {
            _origin.Counters.CountEnd(Kind, end);
            LetGo();
        }
    }

    /// <summary>Keeps the keys from being wiped until <see cref="LetGo"/>.</summary>
    /// <returns>False when they are wiped already.</returns>
    internal bool TryHold() => _holders.TryAdd();

    internal void LetGo()
    {
        if (_holders.Remove())
        {
            _dataKey.Dispose();
            DisposeSigningKey();
        }
    }

    /// <summary>Counts a message before it is known whether the entry may be used for it.</summary>
    internal long ChargeMessage() => Interlocked.Increment(ref _messages);

    /// <summary>A share of the data key, for the caller to dispose of. Only while the entry is held.</summary>
    private protected SecretBytes ShareDataKey() => _dataKey.Share();

    private protected virtual void DisposeSigningKey()
    {
    }
}
