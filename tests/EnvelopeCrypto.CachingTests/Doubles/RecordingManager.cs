using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A manager over another that remembers the requests, and may change them or the answers.</summary>
internal sealed class RecordingManager : IMaterialsManager
{
    private readonly IMaterialsManager _manager;

    internal RecordingManager(IMaterialsManager manager)
    {
        _manager = manager;
    }

    internal List<EncryptionMaterialsRequest> EncryptionRequests { get; } = [];

    internal List<DecryptionMaterialsRequest> DecryptionRequests { get; } = [];

    internal Func<EncryptionMaterialsRequest, EncryptionMaterialsRequest>? ChangeRequest { get; set; }

    internal Func<EncryptionMaterials, EncryptionMaterials?>? ChangeAnswer { get; set; }

    internal Func<DecryptionMaterials, DecryptionMaterials>? ChangeDecryption { get; set; }

    public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        EncryptionRequests.Add(request);
        EncryptionMaterials materials = await _manager.GetEncryptionMaterialsAsync(ChangeRequest?.Invoke(request) ?? request, cancellationToken);
        return ChangeAnswer is null ? materials : ChangeAnswer(materials)!;
    }

    public async ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        DecryptionRequests.Add(request);
        DecryptionMaterials materials = await _manager.GetDecryptionMaterialsAsync(request, cancellationToken);
        return ChangeDecryption is null ? materials : ChangeDecryption(materials);
    }
}
