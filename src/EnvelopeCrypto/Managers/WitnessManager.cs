using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Managers;

/// <summary>Keeps the data key that a message is written with for as long as it takes to read the message back, so that nobody is asked again.</summary>
internal sealed class WitnessManager(IMaterialsManager manager) : IMaterialsManager, IDisposable
{
    private SecretBytes? _dataKey;
    private EncryptionContext _context = EncryptionContext.Empty;
    private IReadOnlySet<string> _requiredNames = new HashSet<string>();

    public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        EncryptionMaterials materials = await manager.GetEncryptionMaterialsAsync(request, cancellationToken);
        if (materials?.DataKey is { IsDisposed: false } key)
        {
            _dataKey = key.Share();
            _context = materials.EncryptionContext;
            _requiredNames = materials.RequiredContextNames;
        }

        return materials!;
    }

    public ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        DecryptionMaterials materials = new(request.AlgorithmSuite, _context, _requiredNames);
        materials.SetDataKey(_dataKey?.Share() ?? throw Error.Materials("no message was written with them"), usedKey: null);
        return ValueTask.FromResult(materials);
    }

    public void Dispose() => _dataKey?.Dispose();
}
