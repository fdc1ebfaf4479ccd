using System.Collections.Generic;
using KmsEmulator.Grants;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Access;

/// <summary>
/// Who may do what with a key, https://docs.aws.amazon.com/kms/latest/developerguide/control-access.html in short: the callers of the key's account
/// as their IAM policy says; those of an account that the key is shared with likewise, for the operations that KMS allows across accounts; and
/// whoever has a grant.
/// </summary>
internal sealed class AccessRules
{
    // "Cross-account use: Yes" in https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
    private static readonly HashSet<string> AcrossAccounts =
    [
        "DescribeKey", "Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "CreateGrant",
        "ListGrants", "RetireGrant", "RevokeGrant",
    ];

    private readonly GrantStore _grants;

    internal AccessRules(GrantStore grants) => _grants = grants;

    /// <summary>Throws unless the caller may.</summary>
    /// <param name="request">The request, with its grant tokens read.</param>
    /// <param name="key">The key.</param>
    /// <param name="permission">The operation, for ReEncrypt ReEncryptFrom or ReEncryptTo.</param>
    /// <param name="context">The encryption context; null for an operation without.</param>
    /// <returns>The grant that it rests on; null when it needs none.</returns>
    internal Grant? Demand(KmsRequest request, KmsKey key, string permission, EncryptionContext? context)
    {
        DemandKnownTokens(request.GrantTokens);
        if (MayByPolicy(request, key, permission))
        {
            return null;
        }

        foreach (Grant grant in _grants.On(key.Arn))
        {
            if (IsGrantee(request, grant.Grantee) && grant.Allows(permission, context) && _grants.IsInForce(grant, request.GrantTokens))
            {
                return grant;
            }
        }

        throw KmsErrors.AccessDenied(request.CallerArn, permission, key.Arn.ToString(), key.Arn.Account == request.Caller.AccountId);
    }

    /// <summary>Whether the IAM policy of the caller and the key policy allow an operation, without a grant.</summary>
    internal static bool MayByPolicy(KmsRequest request, KmsKey key, string permission) =>
        request.Caller.May(permission)
        && (key.Arn.Account == request.Caller.AccountId || (key.IsSharedWith(request.Caller.AccountId) && AcrossAccounts.Contains(permission)));

    /// <summary>Whether a principal of a grant is the caller or the caller's account.</summary>
    internal static bool IsGrantee(KmsRequest request, string principal) =>
        principal == request.CallerArn
        || principal == request.Caller.AccountId
        || principal == $"arn:{request.Partition}:iam::{request.Caller.AccountId}:root";

    private void DemandKnownTokens(IReadOnlyList<string> tokens)
    {
        foreach (string token in tokens)
        {
            if (_grants.FindByToken(token) is null)
            {
                throw KmsErrors.InvalidGrantToken();
            }
        }
    }
}
