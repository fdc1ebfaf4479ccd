using System;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// Keeps materials for reuse. Implement it, in C# or as a PowerShell class, for a policy of your own of what to keep. Entries live in this process
/// only; limits of age, messages and bytes are enforced by the materials managers, so that any cache will do.
/// </summary>
/// <remarks>
/// <para>An implementation in C# must be usable from several threads; a PowerShell class is for its own runspace. Several managers may share a cache: each
/// has a partition, which is part of the ids.</para>
/// <para>A cache disposes of each entry that it drops, whatever the reason. The key is wiped then, or when the last message that uses it is done. An entry
/// that is dropped without that is wiped when the garbage collector finds it.</para>
/// <para>What a cache may do wrong leads to a call too many or to an error: an entry that is too old, used up, disposed of or another id's is not used,
/// and an exception becomes an <see cref="Errors.MaterialsException"/>.</para>
/// <para>Specification: framework/cryptographic-materials-cache.md.</para>
/// </remarks>
public interface IMaterialsCache
{
    /// <summary>Looks an entry up, which counts as a use where the cache orders by use.</summary>
    /// <param name="id">The id of the entry.</param>
    /// <returns>The entry, or null.</returns>
    MaterialsCacheEntry? GetEntry(CacheEntryId id);

    /// <summary>Stores an entry under its <see cref="MaterialsCacheEntry.Id"/>; one that has this id already is dropped.</summary>
    /// <param name="entry">The entry, which belongs to the cache from here on.</param>
    void PutEntry(MaterialsCacheEntry entry);

    /// <summary>
    /// Drops this very entry: another that has taken its place under the same id stays. It is no error when there is none.
    /// </summary>
    /// <param name="entry">An entry that <see cref="GetEntry"/> returned.</param>
    void DeleteEntry(MaterialsCacheEntry entry);

    /// <summary>Drops all entries.</summary>
    void Clear();
}
