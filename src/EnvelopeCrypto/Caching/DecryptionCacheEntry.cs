using System.Collections.Generic;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Caching;

/// <summary>What messages are read with: a data key and the context, which holds the verification key of signed ones.</summary>
/// <remarks>Specification: framework/cryptographic-materials-cache.md, "Cache Entry". Thread-safe.</remarks>
public sealed class DecryptionCacheEntry : MaterialsCacheEntry
{
    /// <param name="origin">Where the entry comes from.</param>
    /// <param name="materials">Complete; they keep their key, of which the entry takes a share.</param>
    internal DecryptionCacheEntry(EntryOrigin origin, DecryptionMaterials materials)
        : base(origin, materials.SuiteInfo, materials.DataKey!)
    {
        EncryptionContext = materials.EncryptionContext;
        RequiredContextNames = materials.RequiredContextNames;
        UsedKey = materials.UsedKey;
        ChargeMessage();
    }

    /// <inheritdoc/>
    public override CacheEntryKind Kind => CacheEntryKind.Decryption;

    /// <inheritdoc/>
    public override EncryptionContext EncryptionContext { get; }

    /// <inheritdoc/>
    public override IReadOnlySet<string> RequiredContextNames { get; }

    /// <summary>The encrypted data key that was opened; null when the manager did not tell.</summary>
    public EncryptedDataKey? UsedKey { get; }

    /// <summary>The key, in readable form, that the data key was opened with.</summary>
    public override IReadOnlyList<string> KeyIds => UsedKey is null ? [] : [UsedKey.KeyId];

    /// <summary>Materials for one message. Only while the entry is held.</summary>
    internal DecryptionMaterials CreateMaterials() => new(SuiteInfo, EncryptionContext, RequiredContextNames, ShareDataKey(), UsedKey);
}
