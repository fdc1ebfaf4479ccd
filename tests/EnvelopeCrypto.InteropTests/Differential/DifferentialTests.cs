using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.Fuzz.Targets;
using EnvelopeCrypto.InteropTests.Golden;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Differential;

/// <summary>
/// The same bytes for us and for the peer: mutated messages of the peer, and messages made by hand with something odd in them and right tags. Where one
/// opens what the other refuses, docs/strictness.md must say so. ENVELOPECRYPTO_DIFFERENTIAL=n makes it n messages and another seed each time.
/// </summary>
public sealed class DifferentialTests
{
    private const int Messages = 500;
    private const int UsualSeed = 20240913;

    private readonly PeerFixture _peer;
    private readonly ITestOutputHelper _output;

    public DifferentialTests(PeerFixture peer, ITestOutputHelper output)
    {
        _peer = peer;
        _output = output;
    }

    [Fact]
    public async Task Every_difference_from_the_peer_is_a_strictness_that_is_documented()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string? number = Environment.GetEnvironmentVariable("ENVELOPECRYPTO_DIFFERENTIAL");
        int count = string.IsNullOrEmpty(number) ? Messages : int.Parse(number, CultureInfo.InvariantCulture);
        int seed = string.IsNullOrEmpty(number) ? UsualSeed : Environment.TickCount;
        Random random = new(seed);
        Mutator mutator = new(random, FormatWords.Message, maxLength: 4096);
        LocalKey[] keys = [.. GoldenManifest.Load().Keys.Where(key => key.WrappingKey is not null)];
        DecryptRequest request = new(new MultiKeyring(generator: null, keys.Select(key => key.OpenKeyring())));
        byte[][] golden = [.. GoldenManifest.Load().Messages.Where(message => keys.Any(key => key.Name == message.Key)).Select(message => message.Read())
            .Where(message => message.Length < 2000)];
        Dictionary<string, int> seen = [];
        List<Difference> unexplained = [];
        for (int i = 0; i < count; i++)
        {
            (string what, byte[] message) = random.Next(2) == 0
                ? AuthenticOddity.Make(random, keys[^1])
                : ("mutated", mutator.Mutate(golden[random.Next(golden.Length)], golden[random.Next(golden.Length)]));
            Difference one = await CompareAsync(what, message, request, keys, cancel);
            string outcome = one.IsAgreement ? one.Ours is null ? "both refuse" : "both open" : one.Explanation ?? "unexplained";
            seen[outcome] = seen.GetValueOrDefault(outcome) + 1;
            if (!one.IsAgreement && one.Explanation is null)
            {
                unexplained.Add(one);
            }
        }

        _output.WriteLine($"seed {seed}, {count} messages");
        foreach ((string outcome, int times) in seen.OrderByDescending(outcome => outcome.Value))
        {
            _output.WriteLine($"{times,8} {outcome}");
        }

        Assert.True(unexplained.Count == 0, string.Join("\n", unexplained.Take(20)));

        // Both sides were really asked, and differ where it is known that they do.
        Assert.True(seen["both open"] > count / 20 && seen["both refuse"] > count / 20);
        Assert.Contains("bytes after the message are refused here", seen.Keys);
    }

    private async Task<Difference> CompareAsync(
        string what, byte[] message, DecryptRequest request, IReadOnlyList<LocalKey> keys, CancellationToken cancel)
    {
        byte[]? ours = null;
        EnvelopeCryptoException? error = null;
        try
        {
            ours = new EnvelopeClient(CommitmentPolicy.RequireEncryptAllowDecrypt).Decrypt(message, request).Plaintext;
        }
        catch (EnvelopeCryptoException e)
        {
            error = e;
        }

        try
        {
            PeerReply reply = await _peer.AskAsync(
                new PeerRequest { Action = "decrypt", Policy = CommitmentPolicy.RequireEncryptAllowDecrypt, Keys = keys, Data = message }, cancel);
            return new Difference(what, message, ours, error, reply.Data, TheirError: null);
        }
        catch (PeerRefusedException e)
        {
            return new Difference(what, message, ours, error, Theirs: null, e.Message);
        }
    }
}
