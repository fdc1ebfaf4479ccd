using System;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class CommitmentPolicyTests
{
    [Theory]
    [InlineData(CommitmentPolicy.ForbidEncryptAllowDecrypt, AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384)]
    [InlineData(CommitmentPolicy.RequireEncryptAllowDecrypt, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    [InlineData(CommitmentPolicy.RequireEncryptRequireDecrypt, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    public void The_policy_chooses_the_suite_when_none_is_asked_for(CommitmentPolicy policy, AlgorithmSuite suite)
    {
        EncryptRequest request = new(new KnownDataKeyKeyring(new byte[32]));

        EncryptResult result = new EnvelopeClient(policy).Encrypt("x"u8, request).Result;

        Assert.Equal(suite, result.Header.AlgorithmSuite);
        Assert.Equal(4096, result.Header.FrameLength);
    }

    [Fact]
    public void A_client_without_arguments_requires_commitment_both_ways() =>
        Assert.Equal(CommitmentPolicy.RequireEncryptRequireDecrypt, new EnvelopeClient().CommitmentPolicy);

    [Fact]
    public void Each_policy_writes_and_reads_what_it_allows_and_refuses_the_rest_without_asking_for_a_key()
    {
        foreach (CommitmentPolicy policy in Enum.GetValues<CommitmentPolicy>())
        {
            EnvelopeClient client = new(policy);
            foreach (SuiteFacts suite in SuiteFacts.All)
            {
                bool writes = suite.Commits != (policy == CommitmentPolicy.ForbidEncryptAllowDecrypt);
                bool reads = suite.Commits || policy != CommitmentPolicy.RequireEncryptRequireDecrypt;
                KnownDataKeyKeyring spy = new(new byte[suite.KeyLength]);
                byte[] message = suite.Client.Encrypt("x"u8, new(spy) { AlgorithmSuite = suite.Suite }).Message;
                Assert.Equal(1, spy.Calls);

                Demand(writes, spy, $"{policy} writes {suite}", () => client.Encrypt("x"u8, new(spy) { AlgorithmSuite = suite.Suite }));
                Demand(reads, spy, $"{policy} reads {suite}", () => client.Decrypt(message, new DecryptRequest(spy)));
            }
        }
    }

    [Fact]
    public void A_value_that_is_no_policy_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnvelopeClient((CommitmentPolicy)3));

    private static void Demand(bool allowed, KnownDataKeyKeyring spy, string what, Action action)
    {
        int before = spy.Calls;
        if (allowed)
        {
            action();
            Assert.True(spy.Calls == before + 1, what);
            return;
        }

        CommitmentPolicyException error = Assert.Throws<CommitmentPolicyException>(action);
        Assert.Equal(ErrorIds.CommitmentPolicyViolation, error.ErrorId);
        Assert.True(spy.Calls == before, $"{what}: the keyring was called");
    }
}
