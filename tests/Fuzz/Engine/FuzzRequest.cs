namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>What a run is asked for. It ends with the first of the two limits that is reached.</summary>
/// <param name="Target">The name of a target.</param>
/// <param name="Seed">The same seed, number of executions and seeds make the same inputs.</param>
/// <param name="Executions">At most so many mutated inputs.</param>
/// <param name="Seconds">At most so long.</param>
/// <param name="Findings">The folder for inputs that broke a rule; null writes none.</param>
/// <param name="Corpus">A folder of inputs that reached something new, read first and added to; null for none.</param>
/// <param name="Input">One file to run instead, with its error shown.</param>
public sealed record FuzzRequest(
    string Target, int Seed, long Executions, double Seconds, string? Findings = null, string? Corpus = null, string? Input = null);
