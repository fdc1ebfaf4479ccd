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

    /// <summary>The floor is below what the run reaches and above what the seeds alone do: a fuzzer that mutates nothing, or sees nothing, fails.</summary>
    [Theory]
    [InlineData("header", 3000, 400, "MalformedHeader", "MessageTruncated", "NotAMessage", "ok")]
    [InlineData("body", 600, 1000, "MalformedBody", "BodyAuthenticationFailed", "TrailingData", "MessageTruncated", "ok")]
    [InlineData("message", 2000, 900, "HeaderAuthenticationFailed", "CommitmentMismatch", "SignatureMismatch", "DataKeyUnwrapFailed", "ok")]
    [InlineData("stream", 2000, 1150, "HeaderAuthenticationFailed", "CommitmentMismatch", "SignatureMismatch", "DataKeyUnwrapFailed", "ok")]
    [InlineData("base64", 3000, 38, "NotBase64 NotBase64 NotBase64", "ok ok ok")]
    [InlineData("keyfile", 800, 170, "InvalidKeyFile InvalidKeyFile", "ok InvalidKeyFile", "InvalidKeyFile ok")]
    [InlineData("pem", 300, 90, "InvalidWrappingKey InvalidWrappingKey InvalidWrappingKey")]
    public void Any_input_ends_in_success_or_an_error_of_the_library_at_a_price_that_its_length_sets(
        string target, long executions, int edges, params string[] outcomes)
    {
        FuzzReport report = InstrumentedRun.Run(new FuzzRequest(target, Seed, executions, Seconds: 300));
        _output.WriteLine($"seed {Seed}: {report}");

        Assert.True(report.Findings.Count == 0, string.Join("\n", report.Findings.Select(finding => $"{finding.Kind}: {finding.What}\n{Convert.ToHexString(finding.Input)}")));
        Assert.Equal(executions, report.Executions);
        Assert.True(report.Edges > report.SeedEdges, $"{report.Edges} edges, {report.SeedEdges} by the seeds");
        Assert.InRange(report.Edges, edges, int.MaxValue);
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
