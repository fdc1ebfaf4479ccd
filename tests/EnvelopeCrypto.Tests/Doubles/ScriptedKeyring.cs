using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Tests;

/// <summary>A keyring that does what a test says.</summary>
internal sealed class ScriptedKeyring : IKeyring
{
    private readonly string _name;

    internal ScriptedKeyring(string name = "scripted keyring")
    {
        _name = name;
    }

    internal Action<EncryptionMaterials> OnEncrypt { get; init; } = static _ => { };

    internal Action<DecryptionMaterials, IReadOnlyList<EncryptedDataKey>> OnDecrypt { get; init; } = static (_, _) => { };

    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        OnEncrypt(materials);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnDecryptAsync(
        DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken)
    {
        OnDecrypt(materials, encryptedDataKeys);
        return ValueTask.CompletedTask;
    }

    public override string ToString() => _name;
}
