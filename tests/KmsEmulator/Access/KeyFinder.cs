using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using KmsEmulator.Grants;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Access;

/// <summary>
/// Finds the key that a request names, in the four ways that KMS knows, and demands that the caller may use it:
/// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id.
/// </summary>
internal sealed partial class KeyFinder
{
    private static readonly HashSet<string> WithoutInvalidArn =
        ["Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt", "CreateAlias", "UpdateAlias"];

    private readonly KeyStore _keys;
    private readonly AliasStore _aliases;
    private readonly AccessRules _access;

    internal KeyFinder(KeyStore keys, AliasStore aliases, AccessRules access)
    {
        _keys = keys;
        _aliases = aliases;
        _access = access;
    }

    /// <summary>Finds a key for an operation that takes key ids and key ARNs only.</summary>
    internal FoundKey FindByIdOrArn(KmsRequest request, string keyId) => Find(request, keyId, byAlias: false, request.Operation, context: null);

    /// <summary>Finds a key for an operation that takes aliases too.</summary>
    /// <param name="request">The request, with its grant tokens read.</param>
    /// <param name="keyId">Key id, key ARN, alias name or alias ARN.</param>
    /// <param name="permission">The permission that the operation needs on the key.</param>
    /// <param name="context">The encryption context; null for an operation without.</param>
    internal FoundKey FindByAny(KmsRequest request, string keyId, string permission, EncryptionContext? context) =>
        Find(request, keyId, byAlias: true, permission, context);

    /// <summary>Finds the key that a ciphertext was made under, in the Region of the request.</summary>
    internal FoundKey FindByCiphertext(KmsRequest request, CiphertextBlob blob, string permission, EncryptionContext context)
    {
        KmsArn arn = KmsArn.OfKey(request.Partition, request.Region, blob.Account, blob.KeyId);
        KmsKey key = _keys.Find(arn) ?? throw KmsErrors.CiphertextOutOfReach();
        request.LoggedKeyArn = arn;
        try
        {
            return new FoundKey(key, _access.Demand(request, key, permission, context));
        }
        catch (KmsException denied) when (denied.Code == "AccessDeniedException")
        {
            throw KmsErrors.CiphertextOutOfReach();
        }
    }

    [GeneratedRegex("^(mrk-[0-9a-f]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$")]
    private static partial Regex KeyIdPattern();

    private FoundKey Find(KmsRequest request, string keyId, bool byAlias, string permission, EncryptionContext? context)
    {
        request.LoggedKeyId = keyId;
        KmsArn arn = ReadArn(request, keyId, byAlias);
        if (arn.IsAlias)
        {
            arn = _aliases.Find(arn)?.Target ?? throw Absent(request, arn, permission, KmsErrors.AliasNotFound(arn));
        }

        KmsKey key = _keys.Find(arn) ?? throw Absent(request, arn, permission, KmsErrors.KeyNotFound(arn));
        request.LoggedKeyArn = arn;
        return new FoundKey(key, _access.Demand(request, key, permission, context));
    }

    private static KmsArn ReadArn(KmsRequest request, string keyId, bool byAlias)
    {
        KmsArn? arn;
        if (keyId.StartsWith("arn:", StringComparison.Ordinal))
        {
            arn = KmsArn.TryParse(keyId)
                ?? throw (WithoutInvalidArn.Contains(request.Operation) ? KmsErrors.ForeignArn(keyId) : KmsErrors.InvalidArn(keyId));
            DemandHere(request, arn);
        }
        else if (keyId.StartsWith(KmsArn.AliasPrefix, StringComparison.Ordinal))
        {
            arn = request.OwnArn(keyId);
        }
        else
        {
            arn = KeyIdPattern().IsMatch(keyId) ? request.OwnArn(KmsArn.KeyPrefix + keyId) : throw KmsErrors.InvalidKeyId(keyId);
        }

        return byAlias || !arn.IsAlias ? arn : throw KmsErrors.InvalidKeyId(keyId);
    }

    private static void DemandHere(KmsRequest request, KmsArn arn)
    {
        if (arn.Partition != request.Partition)
        {
            throw KmsErrors.ForeignArn(arn.Partition);
        }

        if (arn.Region != request.Region)
        {
            throw KmsErrors.ForeignArn(arn.Region);
        }
    }

    // Only those who may look are told that there is nothing.
    private static KmsException Absent(KmsRequest request, KmsArn arn, string permission, KmsException notFound) =>
        arn.Account == request.Caller.AccountId && request.Caller.May(permission)
            ? notFound
            : KmsErrors.AccessDenied(request.CallerArn, permission, arn.ToString(), ownAccount: false);
}
