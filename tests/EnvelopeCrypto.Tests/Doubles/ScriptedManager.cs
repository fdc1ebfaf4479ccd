using System;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Tests;

/// <summary>A materials manager that returns what a test says, right or wrong.</summary>
internal sealed class ScriptedManager : IMaterialsManager
{
    internal Func<EncryptionMaterialsRequest, EncryptionMaterials?> OnEncrypt { get; init; } = static _ => null;

    internal Func<DecryptionMaterialsRequest, DecryptionMaterials?> OnDecrypt { get; init; } = static _ => null;

    public ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        new(OnEncrypt(request)!);

    public ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken) =>
        new(OnDecrypt(request)!);
}
