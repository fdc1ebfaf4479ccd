using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Managers;

/// <summary>Answers requests for encryption from a cache.</summary>
/// <remarks>Specification: framework/caching-cmm.md, "Get Encryption Materials".</remarks>
internal sealed class CachedEncryption : CachedCalls<EncryptionMaterialsRequest, EncryptionMaterials, EncryptionCacheEntry>
{
    private readonly CacheEntryIds _ids;

    internal CachedEncryption(
        IMaterialsManager manager,
        GuardedCache cache,
        CacheEntryIds ids,
        CachingThresholds thresholds,
        CachingCounters counters,
        TimeProvider timeProvider)
        : base(CacheEntryKind.Encryption, manager, cache, thresholds, counters, timeProvider)
    {
        _ids = ids;
    }

    private protected override bool Reuses => Thresholds.MaxMessages > 1;

    private protected override void Demand(EncryptionMaterialsRequest request)
    {
        if (request.MaxPlaintextLength is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(EncryptionMaterialsRequest.MaxPlaintextLength));
        }

        if (request.AlgorithmSuite is { } asked)
        {
            request.CommitmentPolicy.DemandEncrypt(AlgorithmSuiteInfo.Get(asked));
        }
    }

    private protected override BypassReason? BypassFor(EncryptionMaterialsRequest request) => request switch
    {
        { AlgorithmSuite: { } suite } when !AlgorithmSuiteInfo.Get(suite).HasKeyDerivation => BypassReason.NoKeyDerivation,
        { MaxPlaintextLength: null } => BypassReason.UnknownLength,
        { MaxPlaintextLength: { } length } when length > Thresholds.MaxBytes => BypassReason.LargerThanByteLimit,
        _ => null,
    };

    private protected override CacheEntryId IdOf(EncryptionMaterialsRequest request) => _ids.ForEncryption(request);

    /// <summary>Without the length, which is only that of the first of many messages.</summary>
    private protected override ValueTask<EncryptionMaterials> AskAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        PassOnAsync(
            new EncryptionMaterialsRequest
            {
                EncryptionContext = request.EncryptionContext,
                CommitmentPolicy = request.CommitmentPolicy,
                AlgorithmSuite = request.AlgorithmSuite,
                RequiredContextNames = request.RequiredContextNames,
            },
            cancellationToken);

    private protected override async ValueTask<EncryptionMaterials> PassOnAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        EncryptionMaterials? materials = await Manager.GetEncryptionMaterialsAsync(request, cancellationToken);
        if (materials?.DataKey is not null && materials.EncryptedDataKeys.Count > 0)
        {
            return materials;
        }

        materials?.Dispose();
        throw Error.Materials("the materials manager returned no data key, or none that is encrypted");
    }

    private protected override AlgorithmSuiteInfo SuiteOf(EncryptionMaterials materials) => materials.SuiteInfo;

    private protected override EncryptionCacheEntry? CreateEntry(EntryOrigin origin, EncryptionMaterialsRequest request, EncryptionMaterials materials) =>
        materials.SuiteInfo.HasKeyDerivation && Serves(request, materials.SuiteInfo, materials.RequiredContextNames)
            ? new EncryptionCacheEntry(origin, materials, request.MaxPlaintextLength!.Value)
            : null;

    private protected override Fit TryUse(EncryptionCacheEntry entry, EncryptionMaterialsRequest request, out EncryptionMaterials? materials)
    {
        materials = null;
        if (!Serves(request, entry.SuiteInfo, entry.RequiredContextNames))
        {
            return Fit.ForOthers;
        }

        (long messages, ulong bytes) = entry.Charge(request.MaxPlaintextLength!.Value);
        if (messages > Thresholds.MaxMessages || bytes > (ulong)Thresholds.MaxBytes)
        {
            Cache.Retire(entry, EntryEnd.UsedUp);
            return Fit.Gone;
        }

        if (messages == Thresholds.MaxMessages)
        {
            Cache.Retire(entry, EntryEnd.UsedUp); // this is the last message: nothing more can use it
        }

        materials = entry.CreateMaterials();
        return Fit.Fits;
    }

    /// <summary>Whether materials are what was asked for, in what their id does not tell: the manager below may have done otherwise.</summary>
    private static bool Serves(EncryptionMaterialsRequest request, AlgorithmSuiteInfo suite, IReadOnlySet<string> requiredNames) =>
        request.CommitmentPolicy.AllowsEncrypt(suite)
        && (request.RequiredContextNames.Count == 0 || requiredNames.IsSupersetOf(request.RequiredContextNames));
}
