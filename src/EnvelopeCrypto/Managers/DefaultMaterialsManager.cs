using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Managers;

/// <summary>Asks a keyring for a new data key for every message.</summary>
/// <remarks>Specification: framework/default-cmm.md. It does not own the keyring. Thread-safe when the keyring is.</remarks>
public sealed class DefaultMaterialsManager : IMaterialsManager
{
    /// <summary>Makes a manager over a keyring.</summary>
    public DefaultMaterialsManager(IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        Keyring = keyring;
    }

    /// <summary>The keyring that is asked.</summary>
    public IKeyring Keyring { get; }

    /// <inheritdoc/>
    public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        AlgorithmSuiteInfo suite = request.AlgorithmSuite is { } asked
            ? AlgorithmSuiteInfo.Get(asked)
            : request.CommitmentPolicy.DefaultSuite();
        request.CommitmentPolicy.DemandEncrypt(suite);
        EncryptionMaterials materials = new(suite.Id, request.EncryptionContext, request.RequiredContextNames);
        try
        {
            await Keyring.OnEncryptAsync(materials, cancellationToken);
            if (materials.DataKey is null || materials.EncryptedDataKeys.Count == 0)
            {
                throw Error.Materials($"{Keyring} made no data key or did not encrypt it");
            }

            return materials;
        }
        catch
        {
            materials.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        AlgorithmSuiteInfo suite = AlgorithmSuiteInfo.Get(request.AlgorithmSuite);
        request.CommitmentPolicy.DemandDecrypt(suite);
        EncryptionContext context = request.StoredContext.With(request.ReproducedContext);
        DecryptionMaterials materials = new(suite.Id, context, NamesNotStored(request));
        try
        {
            await Keyring.OnDecryptAsync(materials, request.EncryptedDataKeys, cancellationToken);
            return materials.DataKey is not null ? materials : throw Error.NoDataKey(materials.Failures, materials.RequiredContextNames);
        }
        catch
        {
            materials.Dispose();
            throw;
        }
    }

    /// <summary>The kind of manager and its keyring.</summary>
    public override string ToString() => $"default materials manager over {Keyring}";

    private static HashSet<string> NamesNotStored(DecryptionMaterialsRequest request)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string name in request.ReproducedContext.Keys)
        {
            if (!request.StoredContext.ContainsKey(name))
            {
                names.Add(name);
            }
        }

        return names;
    }
}
