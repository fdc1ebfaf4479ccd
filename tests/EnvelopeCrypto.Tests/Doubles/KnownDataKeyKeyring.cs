using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Tests;

/// <summary>Hands out one data key whatever the encrypted data keys say, and counts how often it is asked.</summary>
internal sealed class KnownDataKeyKeyring : IKeyring
{
    private readonly byte[] _dataKey;
    private int _calls;

    internal KnownDataKeyKeyring(byte[] dataKey)
    {
        _dataKey = dataKey;
    }

    internal int Calls => _calls;

    /// <summary>How many encrypted data keys it adds on encryption.</summary>
    internal int Copies { get; init; } = 1;

    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        materials.SetDataKey(SecretBytes.CopyOf(_dataKey.AsSpan()));
        for (int i = 0; i < Copies; i++)
        {
            materials.AddEncryptedDataKey(new EncryptedDataKey("known", "key"u8.ToArray(), new byte[] { 1, 2, 3 }));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnDecryptAsync(
        DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        materials.SetDataKey(SecretBytes.CopyOf(_dataKey.AsSpan()), encryptedDataKeys[0]);
        return ValueTask.CompletedTask;
    }
}
