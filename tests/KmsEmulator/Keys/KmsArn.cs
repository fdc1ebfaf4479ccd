using System;

namespace KmsEmulator.Keys;

/// <summary>An ARN of a key or an alias: <c>arn:partition:kms:region:account:key/id</c> or <c>…:alias/name</c>.</summary>
/// <param name="Partition">"aws", "aws-cn", "aws-us-gov".</param>
/// <param name="Region">"eu-west-1".</param>
/// <param name="Account">Twelve digits.</param>
/// <param name="Resource">"key/…" or "alias/…".</param>
internal sealed record KmsArn(string Partition, string Region, string Account, string Resource)
{
    internal const string AliasPrefix = "alias/";
    internal const string KeyPrefix = "key/";

    internal bool IsAlias => Resource.StartsWith(AliasPrefix, StringComparison.Ordinal);

    /// <summary>What follows "key/" in the ARN of a key.</summary>
    internal string KeyId => Resource[KeyPrefix.Length..];

    internal static KmsArn OfKey(string partition, string region, string account, string keyId) => new(partition, region, account, KeyPrefix + keyId);

    /// <summary>Reads an ARN; null when the text is none, or one of another service or of another kind of resource.</summary>
    internal static KmsArn? TryParse(string text)
    {
        string[] parts = text.Split(':', 6);
        if (parts.Length != 6 || parts[0] != "arn" || parts[2] != "kms" || parts[1].Length == 0 || parts[3].Length == 0 || parts[4].Length == 0)
        {
            return null;
        }

        bool known = HasName(parts[5], KeyPrefix) || HasName(parts[5], AliasPrefix);
        return known ? new KmsArn(parts[1], parts[3], parts[4], parts[5]) : null;
    }

    public override string ToString() => $"arn:{Partition}:kms:{Region}:{Account}:{Resource}";

    private static bool HasName(string resource, string prefix) =>
        resource.Length > prefix.Length && resource.StartsWith(prefix, StringComparison.Ordinal);
}
