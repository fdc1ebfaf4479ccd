using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>One message of the matrix. Its text names it when it fails.</summary>
public sealed record Combination(AlgorithmSuite Suite, string Key, ContextKind Context, Shape Shape)
{
    /// <summary>The strictest policy that writes and reads the suite: for suites with commitment it is the default of every implementation.</summary>
    internal CommitmentPolicy Policy => AlgorithmSuiteInfo.Get(Suite).HasCommitment
        ? CommitmentPolicy.RequireEncryptRequireDecrypt
        : CommitmentPolicy.ForbidEncryptAllowDecrypt;
}
