using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>
/// Decrypts with whatever KMS keys a message names, in their Regions or in one; it cannot encrypt. A message may name keys of anyone: give a filter.
/// </summary>
/// <remarks>Specification: framework/aws-kms/aws-kms-discovery-keyring.md and aws-kms-mrk-discovery-keyring.md. Thread-safe.</remarks>
public sealed class KmsDiscoveryKeyring : IKeyring
{
    /// <summary>How many keys of a message are asked for, unless another number is set: 10.</summary>
    public const int DefaultMaxKeys = 10;

    private readonly KmsCaller _caller;
    private readonly int _maxKeys = DefaultMaxKeys;

    /// <summary>Makes a keyring.</summary>
    /// <param name="clients">Where KMS is reached.</param>
    /// <param name="filter">Which keys may be asked for; null for any.</param>
    /// <param name="region">
    /// Only this Region is asked: keys in others are passed over, and multi-Region keys are used through their replica in it. Null to ask the Region
    /// of each key.
    /// </param>
    /// <param name="grantTokens">Grants that are not yet effective everywhere.</param>
    /// <param name="onCall">Told of every call before it is made.</param>
    /// <exception cref="KeyMaterialException">The Region is not the name of one.</exception>
    public KmsDiscoveryKeyring(
        RegionalKmsClients clients,
        KmsDiscoveryFilter? filter = null,
        string? region = null,
        IEnumerable<string>? grantTokens = null,
        Action<KmsCall>? onCall = null)
    {
        _caller = new KmsCaller(clients, grantTokens, onCall);
        if (region is not null && !KmsKeyArn.IsRegion(region))
        {
            throw KmsError.InvalidRegion(region);
        }

        Filter = filter;
        Region = region;
    }

    /// <summary>Which keys may be asked for; null for any.</summary>
    public KmsDiscoveryFilter? Filter { get; }

    /// <summary>The one Region that is asked; null for that of each key.</summary>
    public string? Region { get; }

    /// <summary>How many keys of one message are asked for at most, 1 or more: a hostile header may name 65,535, and each would be a call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxKeys
    {
        get => _maxKeys;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxKeys = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KeyMaterialException">Always: discovery is for decryption.</exception>
    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken) => throw KmsError.DiscoveryCannotEncrypt();

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

        int asked = 0;
        foreach (EncryptedDataKey key in encryptedDataKeys)
        {
            if (!KmsKeyIds.TryRead(ToString(), key, materials, out KmsKeyArn? arn))
            {
                continue;
            }

            if (Filter?.Allows(arn) == false)
            {
                materials.AddFailure(new(
                    ToString(), key.ToString(), DataKeyFailureReason.FilteredOut, $"the filter leaves out partition {arn.Partition}, account {arn.Account}"));
            }
            else if (Region is not null && arn.Region != Region && !arn.IsMultiRegion)
            {
                materials.AddFailure(new(
                    ToString(), key.ToString(), DataKeyFailureReason.OtherRegion, $"the key is in {arn.Region}, is no multi-Region key, and only {Region} is asked"));
            }
            else if (asked++ >= _maxKeys)
            {
                materials.AddFailure(new(
                    ToString(),
                    key.ToString(),
                    DataKeyFailureReason.FilteredOut,
                    $"{_maxKeys} other keys of the message were asked for, and discovery stops there; filter by account, or name the key instead"));
            }
            else
            {
                KmsKeyArn used = Region is null || arn.Region == Region ? arn : arn.InRegion(Region);
                if (await _caller.TryDecryptAsync(ToString(), used.Text, key, materials, cancellationToken))
                {
                    return;
                }
            }
        }
    }

    /// <summary>The kind of keyring.</summary>
    public override string ToString() => Region is null ? "KMS discovery keyring" : $"KMS discovery keyring in {Region}";
}
