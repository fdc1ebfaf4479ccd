using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;

namespace MemoryWitness;

/// <summary>Stands between client and materials manager, and learns the data keys, masked.</summary>
internal sealed class Witness(IMaterialsManager inner, MemoryScanner scanner) : IMaterialsManager
{
    private readonly List<MaskedSecret> _dataKeys = [];
    private readonly List<MaskedSecret> _derived = [];

    /// <summary>Whether the memory is searched for the data key while it is in use.</summary>
    internal bool LooksForDataKey { get; set; }

    /// <summary>What that found.</summary>
    internal int FoundInUse { get; private set; }

    /// <summary>Runs when the materials have come, before the client has them.</summary>
    internal Action OnMaterials { get; set; } = static () => { };

    internal IReadOnlyList<MaskedSecret> DataKeys => _dataKeys;

    internal IEnumerable<MaskedSecret> All =>
        [.. _dataKeys, .. _derived];

    /// <summary>The same keys as the text in which AWS KMS sends them.</summary>
    internal IEnumerable<MaskedSecret> AsText => _dataKeys.SelectMany(static key => (MaskedSecret[])
        [key.InBase64("data key in base64, bytes", 1), key.InBase64("data key in base64, string", 2)]);

    public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        EncryptionMaterials materials = await inner.GetEncryptionMaterialsAsync(request, cancellationToken);
        return Saw(materials, materials.DataKey!);
    }

    public async ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        DecryptionMaterials materials = await inner.GetDecryptionMaterialsAsync(request, cancellationToken);
        return Saw(materials, materials.DataKey!);
    }

    /// <summary>The header tells the message id, and with it the content key.</summary>
    internal MaskedSecret Saw(MessageHeader header)
    {
        (MaskedSecret contentKey, MaskedSecret pseudorandomKey) = _dataKeys[^1].Derive((ushort)header.AlgorithmSuite, header.MessageId.Span);
        _derived.AddRange([contentKey, pseudorandomKey]);
        return contentKey;
    }

    private T Saw<T>(T materials, SecretBytes key)
        where T : IDisposable
    {
        _dataKeys.Add(MaskedSecret.Of("data key", key.AsSpan()));
        if (LooksForDataKey)
        {
            FoundInUse = scanner.Search([_dataKeys[^1]]).Count;
        }

        try
        {
            OnMaterials();
            return materials;
        }
        catch
        {
            materials.Dispose();
            throw;
        }
    }
}
