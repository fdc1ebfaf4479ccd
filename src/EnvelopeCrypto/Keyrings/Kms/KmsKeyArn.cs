using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace EnvelopeCrypto.Keyrings.Kms;

/// <summary>The ARN of a KMS key or alias.</summary>
/// <remarks>Specification: framework/aws-kms/aws-kms-key-arn.md.</remarks>
internal sealed class KmsKeyArn
{
    private const string MultiRegionPrefix = "mrk-";
    private const int PartCount = 6;
    private const int LongestHostLabel = 63;

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private KmsKeyArn(string text, string[] parts, string resourceType, string resourceId)
    {
        Text = text;
        Partition = parts[1];
        Region = parts[3];
        Account = parts[4];
        ResourceType = resourceType;
        ResourceId = resourceId;
    }

    internal string Text { get; }

    internal string Partition { get; }

    internal string Region { get; }

    internal string Account { get; }

    internal string ResourceType { get; }

    internal string ResourceId { get; }

    /// <summary>Whether it names a key and not an alias.</summary>
    internal bool IsKey => ResourceType == "key";

    /// <summary>Whether it names a multi-Region key; an alias never does.</summary>
    internal bool IsMultiRegion => IsKey && IsMultiRegionKeyId(ResourceId);

    internal static bool IsMultiRegionKeyId(string keyId) => keyId.StartsWith(MultiRegionPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether it can be the name of a Region. A message chooses the Regions of its keys, and their names become part of a host name: one with a dot,
    /// slash or # would send requests to a host of the message's choice.
    /// </summary>
    internal static bool IsRegion(string text) =>
        text.Length is > 0 and <= LongestHostLabel
        && text[0] != '-' && text[^1] != '-'
        && text.AsSpan().IndexOfAnyExcept(RegionCharacters) < 0;

    internal static bool TryParse(string text, [NotNullWhen(true)] out KmsKeyArn? arn)
    {
        arn = null;
        string[] parts = text.Split(':');
        if (parts.Length != PartCount || parts[0] != "arn" || parts[2] != "kms" || !IsRegion(parts[3]) || Array.Exists(parts, static part => part.Length == 0))
        {
            return false;
        }

        int slash = parts[5].IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == parts[5].Length - 1)
        {
            return false;
        }

        string type = parts[5][..slash];
        string id = parts[5][(slash + 1)..];
        if (type is not ("key" or "alias") || (type == "key" && id.Contains('/', StringComparison.Ordinal)))
        {
            return false;
        }

        arn = new KmsKeyArn(text, parts, type, id);
        return true;
    }

    /// <summary>Whether both name the same key, or replicas of one multi-Region key.</summary>
    internal bool IsRelatedTo(KmsKeyArn other) =>
        Text == other.Text
        || (IsMultiRegion && other.IsMultiRegion && Partition == other.Partition && Account == other.Account && ResourceId == other.ResourceId);

    /// <summary>The replica of a multi-Region key in another Region.</summary>
    internal KmsKeyArn InRegion(string region) =>
        TryParse($"arn:{Partition}:kms:{region}:{Account}:{ResourceType}/{ResourceId}", out KmsKeyArn? arn)
            ? arn
            : throw new ArgumentException("Not a Region.", nameof(region));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
