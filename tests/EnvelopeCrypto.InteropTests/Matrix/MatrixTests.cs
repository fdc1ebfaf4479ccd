using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>Messages go both ways between this library and @aws-crypto/client-node.</summary>
public sealed class MatrixTests
{
    private readonly PeerFixture _peer;
    private readonly ITestOutputHelper _output;

    public MatrixTests(PeerFixture peer, ITestOutputHelper output)
    {
        _peer = peer;
        _output = output;
    }

    public static TheoryData<AlgorithmSuite> Suites() => [.. MatrixSelection.Suites];

    [Theory]
    [MemberData(nameof(Suites))]
    public Task The_peer_reads_what_we_write(AlgorithmSuite suite) => RunAsync(suite, Exchange.FromHereToThereAsync);

    [Theory]
    [MemberData(nameof(Suites))]
    public Task We_read_what_the_peer_writes(AlgorithmSuite suite) => RunAsync(suite, Exchange.FromThereToHereAsync);

    /// <summary>Runs all combinations of one suite, also behind one that fails, and counts them.</summary>
    private async Task RunAsync(AlgorithmSuite suite, Func<PeerFixture, Combination, CancellationToken, Task> exchange)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await _peer.HelloAsync();
        long start = Stopwatch.GetTimestamp();
        List<Exception> failures = [];
        int passed = 0;
        foreach (Combination one in MatrixSelection.Current.Where(one => one.Suite == suite))
        {
            try
            {
                await exchange(_peer, one, cancel);
                passed++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(new InvalidOperationException($"{one} failed.", e));
            }
        }

        _output.WriteLine($"{passed} combinations passed and {failures.Count} failed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }

        Assert.Equal(MatrixSelection.IsWhole ? 600 : 48, passed);
    }
}
