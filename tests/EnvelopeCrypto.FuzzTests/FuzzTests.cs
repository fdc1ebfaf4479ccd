using System;
using System.Linq;
using EnvelopeCrypto.Fuzz.Engine;
using Xunit;

namespace EnvelopeCrypto.FuzzTests;

/// <summary>
/// A short run of each fuzzer, the same each time: a number of executions and a seed, not a time. Whatever the input, an error of the library or success,
/// within time and memory that follow from the length of the input.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20240913;

    private readonly ITestOutputHelper _output;

    public FuzzTests(ITestOutputHelper output)
    {
        _output = output;
    }

    /// <summary>The floors, of all edges and of those that the seeds did not reach, make a fuzzer fail that mutates nothing or sees nothing.</summary>
    [Theory]
    [InlineData("header", 3000, 440, 120, "MalformedHeader", "MessageTruncated", "NotAMessage", "ok")]
    [InlineData("body", 500, 900, 60, "MalformedBody", "BodyAuthenticationFailed", "TrailingData", "MessageTruncated", "ok")]
    [InlineData("message", 2000, 850, 200, "HeaderAuthenticationFailed", "CommitmentMismatch", "SignatureMismatch", "DataKeyUnwrapFailed", "ok")]
    [InlineData("stream", 2000, 1150, 200, "HeaderAuthenticationFailed", "CommitmentMismatch", "SignatureMismatch", "DataKeyUnwrapFailed", "ok")]
    [InlineData("base64", 3000, 40, 8, "NotBase64 NotBase64 NotBase64", "ok ok ok")]
    [InlineData("keyfile", 800, 170, 15, "InvalidKeyFile InvalidKeyFile", "ok InvalidKeyFile", "InvalidKeyFile ok")]
    [InlineData("pem", 300, 85, 3, "InvalidWrappingKey InvalidWrappingKey InvalidWrappingKey")]
    public void Any_input_ends_in_success_or_an_error_of_the_library_at_a_price_that_its_length_sets(
        string target, long executions, int edges, int gain, params string[] outcomes)
    {
        FuzzReport report = InstrumentedRun.Run(new FuzzRequest(target, Seed, executions, Seconds: 300));
        _output.WriteLine($"seed {Seed}: {report}");

        Assert.True(report.Findings.Count == 0, string.Join("\n", report.Findings.Select(finding => $"{finding.Kind}: {finding.What}\n{Convert.ToHexString(finding.Input)}")));
        Assert.Equal(executions, report.Executions);
        Assert.InRange(report.Edges, edges, int.MaxValue);
        Assert.InRange(report.Edges - report.SeedEdges, gain, int.MaxValue);
        Assert.All(outcomes, outcome => Assert.True(report.Outcomes.ContainsKey(outcome), $"no input ended in {outcome}"));
    }

    /// <summary>The copy believes a length, sizes an allocation by a count, and does not pass an entry: see tests/Planted.</summary>
    [Fact]
    public void The_three_bugs_planted_in_a_copy_of_the_parser_are_found()
    {
        FuzzReport report = InstrumentedRun.Run(new FuzzRequest("header", Seed, Executions: 3000, Seconds: 300), InstrumentedRun.PlantedLibrary);
        _output.WriteLine($"seed {Seed}: {report}");

        Assert.Contains(report.Findings, finding => finding.Kind == "exception" && finding.What.Contains("ArgumentOutOfRangeException", StringComparison.Ordinal));
        Assert.Contains(report.Findings, finding => finding.Kind == "memory");
        Assert.Contains(report.Findings, finding => finding.Kind == "steps");
    }
}
