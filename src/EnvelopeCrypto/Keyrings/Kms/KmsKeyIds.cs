using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The rules for the key ids of KMS keyrings.</summary>
/// <remarks>Specification: framework/aws-kms/aws-kms-key-arn.md and aws-kms-mrk-are-unique.md.</remarks>
internal static class KmsKeyIds
{
    internal static IEnumerable<KmsKeyArn> KeyArns(IEnumerable<string> keyIds)
    {
        foreach (string keyId in keyIds)
        {
            if (KmsKeyArn.TryParse(keyId, out KmsKeyArn? arn) && arn.IsKey)
            {
                yield return arn;
            }
        }
    }

    internal static void DemandValid(IReadOnlyList<string> keyIds, bool multiRegionAware)
    {
        if (keyIds.Count == 0)
        {
            throw KmsError.NoKeyIds();
        }

        foreach (string keyId in keyIds)
        {
            // What begins as an ARN must be one; anything else KMS decides about.
            if (string.IsNullOrWhiteSpace(keyId)
                || (keyId.StartsWith("arn:", StringComparison.Ordinal) && !KmsKeyArn.TryParse(keyId, out _)))
            {
                throw KmsError.InvalidKeyId(keyId);
            }
        }

        List<string> related = multiRegionAware ? Related(keyIds) : [];
        if (related.Count > 0)
        {
            throw KmsError.RelatedMultiRegionKeys(related);
        }
    }

    /// <summary>Reads the key ARN of an encrypted data key; another provider, or what is no key ARN, is recorded as a failure.</summary>
    internal static bool TryRead(string keyring, EncryptedDataKey key, DecryptionMaterials materials, [NotNullWhen(true)] out KmsKeyArn? arn)
    {
        arn = null;
        if (key.KeyProviderId != KmsCaller.ProviderId)
        {
            materials.AddFailure(new(keyring, key.ToString(), DataKeyFailureReason.NotThisKey, "it is not under AWS KMS"));
            return false;
        }

        if (KmsKeyArn.TryParse(System.Text.Encoding.UTF8.GetString(key.KeyProviderInfo.Span), out KmsKeyArn? parsed) && parsed.IsKey)
        {
            arn = parsed;
            return true;
        }

        materials.AddFailure(new(keyring, key.ToString(), DataKeyFailureReason.NotThisKey, "it names its key by something that is no key ARN"));
        return false;
    }

    /// <summary>All ids that name, or may name, replicas of one multi-Region key.</summary>
    private static List<string> Related(IReadOnlyList<string> keyIds)
    {
        Dictionary<string, List<string>> byResource = new(StringComparer.Ordinal);
        foreach (string keyId in keyIds)
        {
            string? resource = KmsKeyArn.TryParse(keyId, out KmsKeyArn? arn)
                ? (arn.IsMultiRegion ? arn.ResourceId : null)
                : (KmsKeyArn.IsMultiRegionKeyId(keyId) ? keyId : null);
            if (resource is not null)
            {
                if (!byResource.TryGetValue(resource, out List<string>? ids))
                {
                    byResource.Add(resource, ids = []);
                }

                ids.Add(keyId);
            }
        }

        List<string> related = [];
        foreach (List<string> ids in byResource.Values)
        {
            if (ids.Count > 1)
            {
                related.AddRange(ids);
            }
        }

        return related;
    }
}
