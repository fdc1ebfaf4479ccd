using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>Makes entries without a manager, and knows the memory of their keys.</summary>
internal sealed class EntryFactory : IDisposable
{
    private readonly CacheEntryIds _ids = new("entries");
    private readonly CachingCounters _counters = new();
    private readonly ConcurrentDictionary<MaterialsCacheEntry, byte[]> _memory = new();

    internal FakeClock Clock { get; } = new();

    internal IEnumerable<MaterialsCacheEntry> Made => _memory.Keys;

    /// <summary>An entry whose id depends on the name alone.</summary>
    internal EncryptionCacheEntry Entry(string name)
    {
        EncryptionMaterialsRequest request = Scene.Request(context: Scene.Context(name));
        using EncryptionMaterials materials = new(Scene.Unsigned, request.EncryptionContext);
        materials.SetDataKey(SecretBytes.Random(32));
        materials.AddEncryptedDataKey(new EncryptedDataKey("tests", default, default));
        EntryOrigin origin = new(_ids.ForEncryption(request), Moment.Now(Clock), new CachingThresholds(Scene.MaxAge), _counters);
        EncryptionCacheEntry entry = new(origin, materials, bytes: 1);
        _memory[entry] = RecordingKeyring.MemoryOf(materials.DataKey!);
        return entry;
    }

    internal bool IsWiped(MaterialsCacheEntry entry) => _memory[entry].All(static value => value == 0);

    public void Dispose() => _memory.Clear();
}
