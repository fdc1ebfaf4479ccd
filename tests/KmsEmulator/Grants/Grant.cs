using System;
using System.Collections.Generic;
using KmsEmulator.Keys;

namespace KmsEmulator.Grants;

/// <summary>Lets a principal use a key: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html.</summary>
internal sealed record Grant
{
    internal required string Id { get; init; }

    internal required KmsArn Key { get; init; }

    internal required string? Name { get; init; }

    internal required string Grantee { get; init; }

    internal required string? Retiree { get; init; }

    internal required IReadOnlyList<string> Operations { get; init; }

    internal required GrantConstraint? Constraint { get; init; }

    internal required string IssuingAccount { get; init; }

    internal required DateTimeOffset Created { get; init; }

    /// <summary>Whether another grant says the same, name included: then CreateGrant does not make a second one.</summary>
    internal bool IsSame(Grant other) =>
        Key == other.Key && Name == other.Name && Grantee == other.Grantee && Retiree == other.Retiree && IssuingAccount == other.IssuingAccount
        && new HashSet<string>(Operations).SetEquals(other.Operations)
        && (Constraint is null ? other.Constraint is null : other.Constraint is not null && Constraint.IsSame(other.Constraint));

    internal bool Allows(string operation, EncryptionContext? context)
    {
        foreach (string allowed in Operations)
        {
            if (allowed == operation)
            {
                // The constraint does not apply to operations without an encryption context, such as DescribeKey.
                return Constraint is null || context is null || Constraint.Allows(context);
            }
        }

        return false;
    }
}
