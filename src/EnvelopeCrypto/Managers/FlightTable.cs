using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using EnvelopeCrypto.Caching;

namespace EnvelopeCrypto.Managers;

/// <summary>The calls under way, at most one for an id.</summary>
internal sealed class FlightTable<TMaterials, TEntry>
    where TMaterials : class, IDisposable
    where TEntry : MaterialsCacheEntry
{
    private readonly ConcurrentDictionary<CacheEntryId, Flight<TMaterials, TEntry>> _flights = new();

    /// <summary>Gets aboard the flight for an id.</summary>
    /// <param name="id">What is asked for.</param>
    /// <param name="leads">Whether the flight is new and the caller has to make the call.</param>
    internal Flight<TMaterials, TEntry> Board(CacheEntryId id, out bool leads)
    {
        while (true)
        {
            if (_flights.TryGetValue(id, out Flight<TMaterials, TEntry>? flight))
            {
                if (flight.TryJoin())
                {
                    leads = false;
                    return flight;
                }

                Remove(id, flight);
            }
            else
            {
                flight = new Flight<TMaterials, TEntry>();
                if (_flights.TryAdd(id, flight))
                {
                    leads = true;
                    return flight;
                }
            }
        }
    }

    internal void Remove(CacheEntryId id, Flight<TMaterials, TEntry> flight) =>
        _flights.TryRemove(new KeyValuePair<CacheEntryId, Flight<TMaterials, TEntry>>(id, flight));
}
