using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using KmsEmulator.Access;
using KmsEmulator.Grants;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Grants: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html.</summary>
internal sealed partial class GrantOperations
{
    // Those of https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations that a symmetric key has.
    private static readonly string[] Grantable =
    [
        "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo", "CreateGrant", "RetireGrant",
        "DescribeKey",
    ];

    private readonly GrantStore _grants;
    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal GrantOperations(GrantStore grants, KeyFinder finder, TimeProvider clock)
    {
        _grants = grants;
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
    internal void Create(KmsRequest request, Utf8JsonWriter response)
    {
        RequestBody body = request.Body;
        string keyId = body.DemandKeyId();
        string grantee = body.DemandText("GranteePrincipal", 256, Principal());
        string? retiree = body.Text("RetiringPrincipal", 256, Principal());
        string? name = body.Text("Name", 256, Name());
        IReadOnlyList<string> operations = body.Choices("Operations", Grantable);
        if (operations.Count == 0)
        {
            throw RequestBody.Missing("Operations");
        }

        GrantConstraint? constraint = ReadConstraint(body);
        request.ReadGrantTokens();
        FoundKey found = _finder.FindByIdOrArn(request, keyId);
        found.Key.DemandUsable(_clock.GetUtcNow());
        DemandNoMoreThan(request, found, operations, constraint);
        request.EndDryRun();

        (Grant grant, string token) = _grants.Add(new Grant
        {
            Id = GrantStore.NewId(),
            Key = found.Key.Arn,
            Name = name,
            Grantee = grantee,
            Retiree = retiree,
            Operations = operations,
            Constraint = constraint,
            IssuingAccount = request.Caller.AccountId,
            Created = _clock.GetUtcNow(),
        });
        response.WriteString("GrantId", grant.Id);
        response.WriteString("GrantToken", token);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
    internal void Retire(KmsRequest request, Utf8JsonWriter response)
    {
        Grant grant = request.Body.Text("GrantToken", 8192) is string token
            ? _grants.FindByToken(token) ?? throw KmsErrors.InvalidGrantToken()
            : FindNamed(KmsArn.TryParse(request.Body.DemandKeyId()) ?? throw KmsErrors.InvalidArn(request.Body.DemandKeyId()), request.Body);
        request.LoggedKeyArn = grant.Key;
        bool isRetiree = grant.Retiree is not null && AccessRules.IsGrantee(request, grant.Retiree);
        bool isGrantee = AccessRules.IsGrantee(request, grant.Grantee) && grant.Allows("RetireGrant", context: null);
        bool isOwner = grant.Key.Account == request.Caller.AccountId && request.Caller.May("RetireGrant");
        if (!isRetiree && !isGrantee && !isOwner)
        {
            throw KmsErrors.AccessDenied(
                request.CallerArn, "RetireGrant", grant.Key.ToString(), grant.Key.Account == request.Caller.AccountId);
        }

        request.EndDryRun();
        _grants.Remove(grant);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
    internal void Revoke(KmsRequest request, Utf8JsonWriter response)
    {
        string keyId = request.Body.DemandKeyId();
        Grant grant = FindNamed(_finder.FindByIdOrArn(request, keyId).Key.Arn, request.Body);
        request.EndDryRun();
        _grants.Remove(grant);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
    internal void List(KmsRequest request, Utf8JsonWriter response)
    {
        RequestBody body = request.Body;
        string? id = body.Text("GrantId", 128);
        string? grantee = body.Text("GranteePrincipal", 256, Principal());
        KmsArn key = _finder.FindByIdOrArn(request, body.DemandKeyId()).Key.Arn;
        Grant[] grants =
        [
            .. _grants.On(key)
                .Where(grant => (id is null || grant.Id == id) && (grantee is null || grant.Grantee == grantee))
                .OrderBy(grant => grant.Id, StringComparer.Ordinal),
        ];
        Page.Write(body, response, "Grants", grants, defaultLimit: 50, maxLimit: 100, grant => grant.Id, GrantEntry.Write);
    }

    [GeneratedRegex(@"^[\w+=,.@:/-]+$")]
    private static partial Regex Principal();

    [GeneratedRegex("^[a-zA-Z0-9:/_-]+$")]
    private static partial Regex Name();

    // Limits: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    private static GrantConstraint? ReadConstraint(RequestBody body)
    {
        GrantConstraint constraint = new(
            body.InnerContext("Constraints", "EncryptionContextEquals"), body.InnerContext("Constraints", "EncryptionContextSubset"));
        foreach (EncryptionContext? context in (EncryptionContext?[])[constraint.EqualTo, constraint.Subset])
        {
            if (context?.Pairs.Count > 8 || context?.Pairs.Values.Any(value => value.Length > 384) == true)
            {
                throw KmsErrors.Validation("A grant constraint has at most 8 encryption context pairs, with values of at most 384 characters.");
            }
        }

        return constraint.EqualTo is null && constraint.Subset is null ? null : constraint;
    }

    // Who may create grants only by a grant cannot give more than that grant does.
    private static void DemandNoMoreThan(KmsRequest request, FoundKey found, IReadOnlyList<string> operations, GrantConstraint? constraint)
    {
        if (found.Grant is not Grant own)
        {
            return;
        }

        bool lessStrict = own.Constraint is not null && constraint?.IsAsStrictAs(own.Constraint) != true;
        if (lessStrict || operations.Except(own.Operations).Any())
        {
            throw KmsErrors.AccessDenied(
                request.CallerArn, request.Operation, own.Key.ToString(), own.Key.Account == request.Caller.AccountId);
        }
    }

    private Grant FindNamed(KmsArn key, RequestBody body)
    {
        string id = body.DemandText("GrantId", 128);
        return GrantStore.IsId(id) ? _grants.Find(key, id) ?? throw KmsErrors.GrantNotFound(id) : throw KmsErrors.InvalidGrantId(id);
    }
}
