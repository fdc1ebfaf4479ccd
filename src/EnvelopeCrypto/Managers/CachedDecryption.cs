using System;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Managers;

/// <summary>Answers requests for decryption from a cache. Only age limits the use of an entry.</summary>
/// <remarks>Specification: framework/caching-cmm.md, "Decrypt Materials".</remarks>
internal sealed class CachedDecryption : CachedCalls<DecryptionMaterialsRequest, DecryptionMaterials, DecryptionCacheEntry>
{
    private readonly CacheEntryIds _ids;

    internal CachedDecryption(
        IMaterialsManager manager,
        GuardedCache cache,
        CacheEntryIds ids,
        CachingThresholds thresholds,
        CachingCounters counters,
        TimeProvider timeProvider)
        : base(CacheEntryKind.Decryption, manager, cache, thresholds, counters, timeProvider)
    {
        _ids = ids;
    }

    private protected override bool Reuses => true;

    private protected override void Demand(DecryptionMaterialsRequest request) =>
        request.CommitmentPolicy.DemandDecrypt(AlgorithmSuiteInfo.Get(request.AlgorithmSuite));

    private protected override BypassReason? BypassFor(DecryptionMaterialsRequest request) =>
        AlgorithmSuiteInfo.Get(request.AlgorithmSuite).HasKeyDerivation ? null : BypassReason.NoKeyDerivation;

    private protected override CacheEntryId IdOf(DecryptionMaterialsRequest request) => _ids.ForDecryption(request);

    private protected override ValueTask<DecryptionMaterials> AskAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        PassOnAsync(request, cancellationToken);

    private protected override async ValueTask<DecryptionMaterials> PassOnAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        DecryptionMaterials? materials = await Manager.GetDecryptionMaterialsAsync(request, cancellationToken);
        if (materials?.DataKey is not null)
        {
            return materials;
        }

        materials?.Dispose();
        throw Error.Materials("the materials manager returned no data key");
    }

    private protected override AlgorithmSuiteInfo SuiteOf(DecryptionMaterials materials) => materials.SuiteInfo;

    private protected override DecryptionCacheEntry? CreateEntry(EntryOrigin origin, DecryptionMaterialsRequest request, DecryptionMaterials materials) =>
        Serves(request, materials.AlgorithmSuite, materials.EncryptionContext) ? new DecryptionCacheEntry(origin, materials) : null;

    private protected override Fit TryUse(DecryptionCacheEntry entry, DecryptionMaterialsRequest request, out DecryptionMaterials? materials)
    {
        materials = null;

        if (!Serves(request, entry.AlgorithmSuite, entry.EncryptionContext))
        {
            return Fit.ForOthers;
        }

        entry.ChargeMessage();
        materials = entry.CreateMaterials();
        return Fit.Fits;
    }

    /// <summary>
    /// Whether materials are what was asked for. The context of an entry was merged for another request: it is merged anew, with the same refusal, and
    /// must be in what the entry has.
    /// </summary>
    private static bool Serves(DecryptionMaterialsRequest request, AlgorithmSuite suite, EncryptionContext context) =>
        suite == request.AlgorithmSuite && context.Contains(request.StoredContext.With(request.ReproducedContext));
}
