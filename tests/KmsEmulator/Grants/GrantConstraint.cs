using KmsEmulator.Keys;

namespace KmsEmulator.Grants;

/// <summary>The encryption contexts that a grant is for: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html.</summary>
/// <param name="EqualTo">The context must be this one, or null.</param>
/// <param name="Subset">The context must hold these pairs, or null.</param>
internal sealed record GrantConstraint(EncryptionContext? EqualTo, EncryptionContext? Subset)
{
    internal bool Allows(EncryptionContext context) =>
        (EqualTo is null || context.IsSame(EqualTo)) && (Subset is null || context.Includes(Subset));

    /// <summary>Whether this lets nothing through that another does not.</summary>
    internal bool IsAsStrictAs(GrantConstraint other) =>
        (other.EqualTo is null || (EqualTo is not null && EqualTo.IsSame(other.EqualTo)))
        && (other.Subset is null || (EqualTo ?? Subset)?.Includes(other.Subset) == true);

    internal bool IsSame(GrantConstraint other) => Same(EqualTo, other.EqualTo) && Same(Subset, other.Subset);

    private static bool Same(EncryptionContext? one, EncryptionContext? other) =>
        one is null ? other is null : other is not null && one.IsSame(other);
}
