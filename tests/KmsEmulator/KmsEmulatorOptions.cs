using System;
using KmsEmulator.Callers;

namespace KmsEmulator;

/// <summary>What an emulator is started with.</summary>
public sealed record KmsEmulatorOptions
{
    /// <summary>The partition of all ARNs: "aws" unless said otherwise.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>The caller that the emulator knows from the start; further ones go to <see cref="KmsEmulatorHost.Callers"/>.</summary>
    public Caller DefaultCaller { get; init; } = Caller.Example;

    /// <summary>
    /// How long a new grant serves only those who present its token; KMS says usually less than five minutes. With zero it serves everybody at once.
    /// </summary>
    public TimeSpan GrantPropagation { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The quota of keys of an account in a Region.</summary>
    public int MaxKeysPerRegion { get; init; } = 100_000;

    /// <summary>The quota of aliases of a key.</summary>
    public int MaxAliasesPerKey { get; init; } = 50;

    /// <summary>The quota of grants of a key.</summary>
    public int MaxGrantsPerKey { get; init; } = 50_000;

    /// <summary>How many calls the log keeps; the oldest go first.</summary>
    public int CallLogCapacity { get; init; } = 100_000;

    /// <summary>The clock that signatures, waiting periods, session tokens and the log go by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
