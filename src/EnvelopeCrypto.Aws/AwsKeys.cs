using System.Text.Json.Serialization;

namespace EnvelopeCrypto.Aws;

/// <summary>The credentials for one request.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="SecretKey">The secret access key.</param>
/// <param name="SessionToken">The session token of temporary credentials.</param>
public sealed record AwsKeys(string AccessKey, [property: JsonIgnore] string SecretKey, [property: JsonIgnore] string? SessionToken)
{
    /// <summary>The access key id, never the secret.</summary>
    public override string ToString() => $"AwsKeys {AccessKey}";
}
