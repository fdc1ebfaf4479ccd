using System;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Suites;

/// <summary>What each <see cref="CommitmentPolicy"/> allows.</summary>
internal static class CommitmentPolicyRules
{
    /// <summary>The suite that is written when none is asked for. The specification's text says 0078 under Forbid; every ESDK writes 0378.</summary>
    internal static AlgorithmSuiteInfo DefaultSuite(this CommitmentPolicy policy) =>
        AlgorithmSuiteInfo.Get(policy == CommitmentPolicy.ForbidEncryptAllowDecrypt
            ? AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384
            : AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);

    internal static void DemandEncrypt(this CommitmentPolicy policy, AlgorithmSuiteInfo suite)
    {
        if (!AllowsEncrypt(policy, suite))
        {
            throw Error.CommitmentPolicyOnEncrypt(policy, suite);
        }
    }

    internal static void DemandDecrypt(this CommitmentPolicy policy, AlgorithmSuiteInfo suite)
    {
        if (!AllowsDecrypt(policy, suite))
        {
            throw Error.CommitmentPolicyOnDecrypt(policy, suite);
        }
    }

    internal static bool AllowsEncrypt(this CommitmentPolicy policy, AlgorithmSuiteInfo suite) =>
        suite.HasCommitment != (policy == CommitmentPolicy.ForbidEncryptAllowDecrypt);

    internal static bool AllowsDecrypt(this CommitmentPolicy policy, AlgorithmSuiteInfo suite) =>
        suite.HasCommitment || policy != CommitmentPolicy.RequireEncryptRequireDecrypt;

    internal static void DemandDefined(this CommitmentPolicy policy)
    {
        if (!Enum.IsDefined(policy))
        {
            throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a commitment policy.");
        }
    }
}
