using System;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Something that is timed.</summary>
/// <param name="Name">What it does, as the report calls it.</param>
/// <param name="Kind">A limit of the machine, this project, or somebody else's program.</param>
/// <param name="Run">Does it once; what it makes is left where the next one expects it.</param>
internal sealed record Contestant(string Name, ContestantKind Kind, Action Run);
