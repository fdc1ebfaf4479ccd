using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>
/// Data keys from AWS KMS under the keys that are named, and no others. The first key generates the data key, the others, in any account and Region,
/// encrypt it as well, all at once.
/// </summary>
/// <remarks>
/// Specification: framework/aws-kms/aws-kms-keyring.md and aws-kms-mrk-keyring.md. Ids are key ARNs, key ids, alias ARNs or alias names; only key
/// ARNs can decrypt, as messages name keys so. Thread-safe.
/// </remarks>
public sealed class KmsKeyring : IKeyring
{
    private readonly KmsCaller _caller;
    private readonly string[] _keyIds;
    private readonly KmsKeyArn[] _keyArns;

    /// <summary>Makes a keyring.</summary>
    /// <param name="clients">Where KMS is reached.</param>
    /// <param name="keyIds">The generator first; at least one.</param>
    /// <param name="multiRegionAware">Whether a multi-Region key opens what a replica of it in another Region encrypted.</param>
    /// <param name="grantTokens">Grants that are not yet effective everywhere.</param>
    /// <param name="onCall">Told of every call before it is made, possibly on another thread.</param>
    /// <exception cref="KeyMaterialException">There is no id, an id is no KMS key id, or two name replicas of one multi-Region key.</exception>
    public KmsKeyring(
        RegionalKmsClients clients,
        IEnumerable<string> keyIds,
        bool multiRegionAware = true,
        IEnumerable<string>? grantTokens = null,
        Action<KmsCall>? onCall = null)
    {
        ArgumentNullException.ThrowIfNull(keyIds);
        _caller = new KmsCaller(clients, grantTokens, onCall);
        _keyIds = [.. keyIds];
        KmsKeyIds.DemandValid(_keyIds, multiRegionAware);
        _keyArns = [.. KmsKeyIds.KeyArns(_keyIds)];
        IsMultiRegionAware = multiRegionAware;
    }

    /// <summary>The key ids, the generator first.</summary>
    public IReadOnlyList<string> KeyIds => _keyIds;

    /// <summary>Whether a multi-Region key opens what a replica of it in another Region encrypted.</summary>
    public bool IsMultiRegionAware { get; }

    /// <inheritdoc/>
    public async ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        IEnumerable<string> toEncrypt = _keyIds;
        if (materials.DataKey is null)
        {
            await _caller.GenerateAsync(_keyIds[0], materials, cancellationToken);
            toEncrypt = _keyIds.Skip(1);
        }

        Task<EncryptedDataKey>[] calls =
            [.. toEncrypt.Select(keyId => _caller.EncryptAsync(keyId, materials.DataKey!, materials.EncryptionContext, cancellationToken))];

        // All of them, also when one fails: none may use the data key any more when it is wiped.
        foreach (EncryptedDataKey key in await Task.WhenAll(calls))
        {
            materials.AddEncryptedDataKey(key);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnDecryptAsync(
        DecryptionMaterials materials,
        IReadOnlyList<EncryptedDataKey> encryptedDataKeys,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        ArgumentNullException.ThrowIfNull(encryptedDataKeys);
        if (materials.DataKey is not null)
        {
            return;
        }

        foreach (EncryptedDataKey key in encryptedDataKeys)
        {
            if (!KmsKeyIds.TryRead(ToString(), key, materials, out KmsKeyArn? arn))
            {
                continue;
            }

            KmsKeyArn? match = Array.Find(_keyArns, configured => IsMultiRegionAware ? configured.IsRelatedTo(arn) : configured.Text == arn.Text);
            if (match is null)
            {
                materials.AddFailure(new(ToString(), key.ToString(), DataKeyFailureReason.NotThisKey, WhyNoMatch(arn)));
            }
            else if (await _caller.TryDecryptAsync(ToString(), match.Text, key, materials, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>The kind of keyring and its keys.</summary>
    public override string ToString() => $"KMS keyring {string.Join(", ", _keyIds)}";

    private string WhyNoMatch(KmsKeyArn arn)
    {
        if (_keyArns.Length == 0)
        {
            return $"the keyring names no key ARN, and decryption matches key ARNs only, not aliases or bare key ids; give {arn.Text} if you trust that key";
        }

        return Array.Exists(_keyArns, configured => configured.IsRelatedTo(arn))
            ? "a replica of a key of the keyring encrypted it, and the keyring does not look for replicas"
            : "another key is named";
    }
}
