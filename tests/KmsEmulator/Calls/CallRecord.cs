using System;
using System.Collections.Generic;

namespace KmsEmulator.Calls;

/// <summary>One request, as the log keeps it. Never holds a plaintext or a ciphertext.</summary>
public sealed record CallRecord
{
    /// <summary>What <see cref="Outcome"/> says of a request that was answered as asked.</summary>
    public const string Success = "Success";

    /// <summary>What <see cref="Outcome"/> says of a request that got no answer: its caller went away, or a fault reset the connection.</summary>
    public const string Aborted = "Aborted";

    /// <summary>When the answer was ready.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The x-amzn-RequestId of the answer.</summary>
    public required string RequestId { get; init; }

    /// <summary>"GenerateDataKey"; empty when the request named no operation.</summary>
    public required string Operation { get; init; }

    /// <summary>The Region of the credential scope; null when the request was not signed.</summary>
    public string? Region { get; init; }

    /// <summary>The access key id that the request named, whether its signature was good or not; null when it was not signed.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The key as the request named it: id, ARN or alias; for ReEncrypt the destination.</summary>
    public string? KeyId { get; init; }

    /// <summary>The ARN of the key that this was, once found.</summary>
    public string? KeyArn { get; init; }

    /// <summary>
    /// The encryption context of the request, for ReEncrypt that of the destination; empty when there was none, or a fault came before it was read.
    /// </summary>
    public IReadOnlyDictionary<string, string> EncryptionContext { get; init; } = new Dictionary<string, string>();

    /// <summary>The grant tokens of the request.</summary>
    public IReadOnlyList<string> GrantTokens { get; init; } = [];

    /// <summary><see cref="Success"/>, <see cref="Aborted"/> or the type of the error answered ("NotFoundException").</summary>
    public required string Outcome { get; init; }

    /// <summary>The fault that was injected into the request ("Throttle"); null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>What the client says of itself.</summary>
    public string? UserAgent { get; init; }
}
