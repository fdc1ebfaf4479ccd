using System.Collections.Generic;
using System.Globalization;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>What a run did. Coverage is in edges: pairs of places in the library's code that followed each other.</summary>
public sealed record FuzzReport(
    string Target,
    long Executions,
    double Seconds,
    int SeedEdges,
    int Edges,
    int Methods,
    int Corpus,
    IReadOnlyDictionary<string, long> Outcomes,
    IReadOnlyList<FuzzFinding> Findings,
    long GreatestAllocation,
    long GreatestSteps)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target,-8} {Executions,11:N0} executions in {Seconds,6:N1} s ({Executions / Seconds,7:N0}/s), {Edges,5:N0} edges ({SeedEdges:N0} by the seeds) in {Methods} methods, "
        + $"corpus {Corpus}, {Outcomes.Count} outcomes, at most {GreatestAllocation:N0} bytes and {GreatestSteps:N0} steps, {Findings.Count} findings");
}
