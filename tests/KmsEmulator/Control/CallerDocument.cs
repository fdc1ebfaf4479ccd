using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using KmsEmulator.Callers;

namespace KmsEmulator.Control;

/// <summary>A caller in JSON. See <see cref="Caller"/>.</summary>
internal sealed record CallerDocument
{
    [JsonRequired]
    public required string AccessKeyId { get; init; }

    [JsonRequired]
    public required string SecretAccessKey { get; init; }

    [JsonRequired]
    public required string AccountId { get; init; }

    public string? UserName { get; init; }

    public string? SessionToken { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public IReadOnlyList<string>? AllowedOperations { get; init; }

    internal Caller ToCaller()
    {
        Caller caller = new(AccessKeyId, SecretAccessKey, AccountId)
        {
            SessionToken = SessionToken,
            Expires = Expires,
            AllowedOperations = AllowedOperations is null ? null : new HashSet<string>(AllowedOperations, StringComparer.Ordinal),
        };
        return UserName is null ? caller : caller with { UserName = UserName };
    }
}
