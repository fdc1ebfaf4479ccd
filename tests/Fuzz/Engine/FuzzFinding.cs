namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>An input that broke a rule.</summary>
/// <param name="Kind">"exception", "memory", "steps" or "time".</param>
/// <param name="What">What happened, with the place.</param>
/// <param name="Input">The input.</param>
/// <param name="File">Where it was written, or null.</param>
public sealed record FuzzFinding(string Kind, string What, byte[] Input, string? File);
