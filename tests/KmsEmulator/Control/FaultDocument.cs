using System;
using System.Text.Json.Serialization;
using KmsEmulator.Faults;

namespace KmsEmulator.Control;

/// <summary>A fault in JSON: <c>{"kind":"Throttle","count":3,"operation":"Decrypt","region":"eu-west-1"}</c>. See <see cref="Fault"/>.</summary>
internal sealed record FaultDocument
{
    [JsonRequired]
    public FaultKind Kind { get; init; }

    public int Count { get; init; } = 1;

    public string? Operation { get; init; }

    public string? Region { get; init; }

    public int DelayMilliseconds { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? KeyId { get; init; }

    public int? PlaintextLength { get; init; }

    /// <summary>A fault that waits; the count is what is left of it.</summary>
    internal static FaultDocument Of(InjectedFault injected) => new()
    {
        Kind = injected.Fault.Kind,
        Count = injected.Remaining,
        Operation = injected.Fault.Operation,
        Region = injected.Fault.Region,
        DelayMilliseconds = (int)injected.Fault.Delay.TotalMilliseconds,
        ErrorCode = injected.Fault.ErrorCode,
        ErrorMessage = injected.Fault.ErrorMessage,
        KeyId = injected.Fault.KeyId,
        PlaintextLength = injected.Fault.PlaintextLength,
    };

    internal Fault ToFault() => new(Kind)
    {
        Count = Count,
        Operation = Operation,
        Region = Region,
        Delay = TimeSpan.FromMilliseconds(DelayMilliseconds),
        ErrorCode = ErrorCode,
        ErrorMessage = ErrorMessage,
        KeyId = KeyId,
        PlaintextLength = PlaintextLength,
    };
}
