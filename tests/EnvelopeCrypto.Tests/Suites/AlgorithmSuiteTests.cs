using System;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class AlgorithmSuiteTests
{
    [Fact]
    public void There_are_exactly_the_eleven_suites_of_the_specification_with_its_figures()
    {
        Assert.Equal(11, SuiteFacts.All.Count);
        Assert.Equal(SuiteFacts.All.Count, AlgorithmSuiteInfo.All.Count);
        Assert.Equal(SuiteFacts.All.Count, Enum.GetValues<AlgorithmSuite>().Length);
        foreach (SuiteFacts facts in SuiteFacts.All)
        {
            AlgorithmSuiteInfo info = AlgorithmSuiteInfo.Get(facts.Suite);
            Assert.Equal(facts.Id, (int)info.Id);
            Assert.Equal(facts.KeyLength, info.DataKeyLength);
            Assert.Equal(facts.Commits, info.HasCommitment);
            Assert.Equal(facts.Commits ? 2 : 1, info.MessageFormatVersion);
            Assert.Equal(facts.MessageIdLength, info.MessageIdLength);
            Assert.Equal(facts.Kdf is not null, info.HasKeyDerivation);
            Assert.Equal(facts.Signature is not null, info.HasSignature);
            Assert.EndsWith($"({facts})", info.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x0070)] // S3 encryption client
    [InlineData(0x6700)] // database encryption SDK
    [InlineData(0x10578)]
    [InlineData(-1)]
    public void An_id_of_no_suite_is_refused(int id) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlgorithmSuiteInfo.Get((AlgorithmSuite)id));
}
