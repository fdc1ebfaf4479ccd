using System;

namespace KmsEmulator.Faults;

/// <summary>A fault to inject, and into which requests.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>How many requests are hit; each request is hit by one fault at most, the oldest that fits.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Only requests of this operation ("Decrypt"); null for any that the kind makes sense for.</summary>
    public string? Operation { get; init; }

    /// <summary>Only requests for this Region; null for any.</summary>
    public string? Region { get; init; }

    /// <summary>How long the request waits before anything else happens.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>For <see cref="FaultKind.Error"/>: the type of the error ("KeyUnavailableException").</summary>
    public string? ErrorCode { get; init; }

    /// <summary>For <see cref="FaultKind.Error"/>: its text; null for one that says that it was injected.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>For <see cref="FaultKind.WrongKeyId"/>: what the answer says; null for the ARN of a key that does not exist.</summary>
    public string? KeyId { get; init; }

    /// <summary>For <see cref="FaultKind.WrongPlaintextLength"/>: bytes in the answer; null for one fewer than there are.</summary>
    public int? PlaintextLength { get; init; }

    internal bool Fits(string operation, string region) =>
        (Operation is null || Operation == operation) && (Region is null || Region == region) && MakesSense(operation);

    private bool MakesSense(string operation) => Kind switch
    {
        FaultKind.WrongKeyId => operation is "GenerateDataKey" or "GenerateDataKeyWithoutPlaintext" or "Encrypt" or "Decrypt" or "ReEncrypt",
        FaultKind.WrongPlaintextLength => operation is "GenerateDataKey" or "Decrypt",
        _ => true,
    };
}
