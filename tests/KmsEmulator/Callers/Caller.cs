using System;
using System.Collections.Generic;

namespace KmsEmulator.Callers;

/// <summary>A principal with an access key, in an account.</summary>
/// <param name="AccessKeyId">Names the caller in the signature.</param>
/// <param name="SecretAccessKey">Signs the requests.</param>
/// <param name="AccountId">Twelve digits.</param>
public sealed record Caller(string AccessKeyId, string SecretAccessKey, string AccountId)
{
    /// <summary>The caller known from the start: the example key of AWS's documentation, in account 111122223333.</summary>
    public static Caller Example { get; } = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "111122223333");

    /// <summary>The name of the IAM user; part of <see cref="ArnIn"/>, which grants name.</summary>
    public string UserName { get; init; } = "emulator";

    /// <summary>The session token of temporary credentials: each request must then carry exactly this one. Null for a long-term key.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When temporary credentials end; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>
    /// The operations that the caller's IAM policy allows ("Decrypt", "ReEncryptFrom"); null for all, empty for none: such a caller can do only what
    /// a grant lets it.
    /// </summary>
    public IReadOnlySet<string>? AllowedOperations { get; init; }

    /// <summary>The ARN of the IAM user: <c>arn:aws:iam::111122223333:user/emulator</c>.</summary>
    /// <param name="partition">"aws", "aws-cn", "aws-us-gov".</param>
    public string ArnIn(string partition) => $"arn:{partition}:iam::{AccountId}:user/{UserName}";

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{AccessKeyId} ({AccountId}, {UserName})";

    internal bool May(string operation) => AllowedOperations is null || AllowedOperations.Contains(operation);
}
