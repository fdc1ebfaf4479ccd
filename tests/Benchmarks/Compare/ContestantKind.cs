namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Whose work is timed.</summary>
internal enum ContestantKind
{
    /// <summary>What nobody can do without, measured alone.</summary>
    Limit,

    /// <summary>This project.</summary>
    Ours,

    /// <summary>Another program, in a process of its own, whose start is included.</summary>
    Peer,
}
