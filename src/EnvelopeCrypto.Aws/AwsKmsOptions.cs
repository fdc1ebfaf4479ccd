using System;
using System.Text.Json.Serialization;

namespace EnvelopeCrypto.Aws;

/// <summary>How AWS KMS is reached, and as whom.</summary>
/// <remarks>
/// Credentials are looked for in this order: access key, credential source, profile, then what the AWS SDK finds by itself (environment, default
/// profile, container and instance roles).
/// </remarks>
public sealed class AwsKmsOptions
{
    /// <summary>The time in which a call, its retries included, must be answered, unless another is set: 30 seconds.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The Region of calls whose key id names none; null for that of the profile or environment.</summary>
    public string? Region { get; init; }

    /// <summary>An access key id; with <see cref="SecretKey"/>.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret access key.</summary>
    [JsonIgnore]
    public string? SecretKey { get; init; }

    /// <summary>The session token of temporary credentials.</summary>
    [JsonIgnore]
    public string? SessionToken { get; init; }

    /// <summary>Asked for credentials whenever a request is signed, so that those that refresh themselves go on doing so.</summary>
    public Func<AwsKeys>? CredentialSource { get; init; }

    /// <summary>A profile of the shared credentials or configuration file. One that is not there is an error.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The credentials file; null for the usual place.</summary>
    public string? ProfileLocation { get; init; }

    /// <summary>Another endpoint than the Region's own, for VPC endpoints, emulators and tests.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The time in which a call, its retries included, must be answered. A single try has a third of it, so that one that hangs is repeated.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}
