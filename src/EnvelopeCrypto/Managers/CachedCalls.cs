using System;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// Answers requests of one kind from a cache. Requests that miss at the same time make one call; awaits stay on the context of the request
/// that leads, as keyrings and caches may be bound to its thread.
/// </summary>
internal abstract class CachedCalls<TRequest, TMaterials, TEntry>
    where TMaterials : class, IDisposable
    where TEntry : MaterialsCacheEntry
{
    private readonly CacheEntryKind _kind;
    private readonly TimeProvider _timeProvider;
    private readonly FlightTable<TMaterials, TEntry> _flights = new();

    private protected CachedCalls(
        CacheEntryKind kind,
        IMaterialsManager manager,
        GuardedCache cache,
        CachingThresholds thresholds,
        CachingCounters counters,
        TimeProvider timeProvider)
    {
        _kind = kind;
        _timeProvider = timeProvider;
        Manager = manager;
        Cache = cache;
        Thresholds = thresholds;
        Counters = counters;
    }

    /// <summary>What may be done with an entry.</summary>
    private protected enum Fit
    {
        /// <summary>It serves the request.</summary>
        Fits,

        /// <summary>It is used up or too old, and out of the cache.</summary>
        Gone,

        /// <summary>It is good, but not for this request; it stays, and this request keeps out of its way.</summary>
        ForOthers,
    }

    private protected IMaterialsManager Manager { get; }

    private protected GuardedCache Cache { get; }

    private protected CachingThresholds Thresholds { get; }

    private protected CachingCounters Counters { get; }

    /// <summary>Serves a request.</summary>
    internal ValueTask<TMaterials> GetAsync(TRequest request, CancellationToken cancellationToken)
    {
        Demand(request);
        if (BypassFor(request) is { } reason)
        {
            Counters.CountBypass(_kind, reason);
            return BypassAsync(request, cancellationToken);
        }

        if (Cache.KeepsNothing || !Reuses)
        {
            return AskCountedAsync(request, cancellationToken);
        }

        CacheEntryId id = IdOf(request);
        return TryCache(id, request, out bool forOthers) is { } materials
            ? new ValueTask<TMaterials>(materials)
            : forOthers ? AskCountedAsync(request, cancellationToken) : MissAsync(id, request, cancellationToken);
    }

    /// <summary>Whether the thresholds allow that anything is used twice.</summary>
    private protected abstract bool Reuses { get; }

    /// <summary>Refuses what the manager below would refuse, so that the cache does not grant it.</summary>
    private protected abstract void Demand(TRequest request);

    private protected abstract BypassReason? BypassFor(TRequest request);

    private protected abstract CacheEntryId IdOf(TRequest request);

    /// <summary>Asks the manager below for what may serve many messages.</summary>
    private protected abstract ValueTask<TMaterials> AskAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>Asks the manager below exactly what was asked here.</summary>
    private protected abstract ValueTask<TMaterials> PassOnAsync(TRequest request, CancellationToken cancellationToken);

    private protected abstract AlgorithmSuiteInfo SuiteOf(TMaterials materials);

    /// <summary>Makes an entry of what the manager below returned, already used for one message; null when it may not be used for another.</summary>
    private protected abstract TEntry? CreateEntry(EntryOrigin origin, TRequest request, TMaterials materials);

    /// <summary>Tries an entry that is not too old and whose keys are held meanwhile.</summary>
    private protected abstract Fit TryUse(TEntry entry, TRequest request, out TMaterials? materials);

    private TMaterials? TryCache(CacheEntryId id, TRequest request, out bool forOthers)
    {
        forOthers = false;
        return Cache.Get<TEntry>(id) is { } entry ? TryEntry(entry, request, out forOthers) : null;
    }

    private TMaterials? TryEntry(TEntry entry, TRequest request, out bool forOthers)
    {
        forOthers = false;
        if (entry.Age >= Thresholds.MaxAge)
        {
            Cache.Retire(entry, EntryEnd.Expired);
            return null;
        }

        if (!entry.TryHold())
        {
            return null;
        }

        try
        {
            Fit fit = TryUse(entry, request, out TMaterials? materials);
            forOthers = fit == Fit.ForOthers;
            if (fit == Fit.Fits)
            {
                Counters.CountHit(_kind);
            }

            return materials;
        }
        finally
        {
            entry.LetGo();
        }
    }

    private async ValueTask<TMaterials> MissAsync(CacheEntryId id, TRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Flight<TMaterials, TEntry> flight = _flights.Board(id, out bool leads);
            bool forOthers = false;
            try
            {
                if (leads)
                {
                    flight.TakeOff(() => FlyAsync(flight, id, request, cancellationToken));
                    await flight.LandedAsync(cancellationToken);
                    return flight.TakeMaterials() ?? throw new OperationCanceledException(cancellationToken);
                }

                if (flight.NeedsThisThread)
                {
                    forOthers = true;
                }
                else
                {
                    switch (await flight.LandedAsync(cancellationToken))
                    {
                        case Flight<TMaterials, TEntry>.Landing.Shared when TryEntry(flight.Entry, request, out forOthers) is { } shared:
                            return shared;
                        case Flight<TMaterials, TEntry>.Landing.NotShared:
                            forOthers = true;
                            break;
                    }
                }
            }
            finally
            {
                flight.Leave(leads);
            }

            if (!forOthers && TryCache(id, request, out forOthers) is { } materials)
            {
                return materials;
            }

            if (forOthers)
            {
                return await AskCountedAsync(request, cancellationToken);
            }
        }
    }

    /// <summary>Makes the call for a flight. It never throws.</summary>
    /// <param name="flight">Which it ends.</param>
    /// <param name="id">What is asked for.</param>
    /// <param name="request">Of the one that leads.</param>
    /// <param name="leader">Whether the one that leads has gone; the call itself is stopped by the flight.</param>
    private async Task FlyAsync(Flight<TMaterials, TEntry> flight, CacheEntryId id, TRequest request, CancellationToken leader)
    {
        TMaterials? materials = null;
        TEntry? entry = null;
        try
        {
            // Another flight may have landed between the look into the cache and the start of this one.
            materials = TryCache(id, request, out bool forOthers);
            Flight<TMaterials, TEntry>.Landing landing = Flight<TMaterials, TEntry>.Landing.LookAgain;
            if (materials is null)
            {
                Moment asked = Moment.Now(_timeProvider);
                materials = await AskCountedAsync(request, flight.Stop);
                entry = forOthers ? null : CreateEntry(new EntryOrigin(id, asked, Thresholds, Counters), request, materials);
                landing = entry is null ? Flight<TMaterials, TEntry>.Landing.NotShared : Flight<TMaterials, TEntry>.Landing.Shared;
            }

            if (entry is not null)
            {
                entry.TryHold(); // for those who wait, whatever the cache does with it
                Cache.Put(entry);
            }

            _flights.Remove(id, flight);
            if (!flight.Land(landing, materials, entry))
            {
                materials.Dispose();
                entry?.LetGo();
            }
        }
        catch (Exception e)
        {
            _flights.Remove(id, flight);
            materials?.Dispose();
            entry?.Finish(EntryEnd.Removed);
            entry?.LetGo();
            flight.Fail(e, ofLeaderAlone: leader.IsCancellationRequested);
        }
    }

    private async ValueTask<TMaterials> BypassAsync(TRequest request, CancellationToken cancellationToken)
    {
        TMaterials materials = await PassOnAsync(request, cancellationToken);
        Counters.CountDataKey(_kind);
        return materials;
    }

    private async ValueTask<TMaterials> AskCountedAsync(TRequest request, CancellationToken cancellationToken)
    {
        TMaterials materials;
        try
        {
            materials = await AskAsync(request, cancellationToken);
        }
        catch
        {
            Counters.CountMiss(_kind);
            throw;
        }

        Counters.CountDataKey(_kind);
        if (SuiteOf(materials).HasKeyDerivation)
        {
            Counters.CountMiss(_kind);
        }
        else
        {
            Counters.CountBypass(_kind, BypassReason.NoKeyDerivation);
        }

        return materials;
    }
}
