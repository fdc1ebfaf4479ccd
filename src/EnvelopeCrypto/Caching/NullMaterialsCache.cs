using System;

namespace EnvelopeCrypto.Caching;

/// <summary>Keeps nothing: every request makes a call of its own. For measuring, and for switching caching off.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class NullMaterialsCache : IMaterialsCache
{
    /// <inheritdoc/>
    public MaterialsCacheEntry? GetEntry(CacheEntryId id) => null;

    /// <inheritdoc/>
    public void PutEntry(MaterialsCacheEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Dispose();
    }

    /// <inheritdoc/>
    public void DeleteEntry(MaterialsCacheEntry entry)
    {
    }

    /// <inheritdoc/>
    public void Clear()
    {
    }

    /// <summary>The kind of cache.</summary>
    public override string ToString() => "null materials cache";
}
