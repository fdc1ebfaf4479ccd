using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.InteropTests.Matrix;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>Messages that share data keys, written through the caching materials manager of each side and read through that of the other.</summary>
public sealed class CachingTests
{
    private const int Messages = 7;

    private readonly PeerFixture _peer;

    public CachingTests(PeerFixture peer)
    {
        _peer = peer;
    }

    public static TheoryData<AlgorithmSuite> Suites() =>
        [AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Messages_of_our_caching_manager_are_read_by_theirs_and_the_reverse(AlgorithmSuite suite)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        LocalKey key = MatrixKeys.Key("AES-256") with { Name = $"caching {suite}" };
        EnvelopeClient client = new();
        using CachingMaterialsManager manager = new(
            new DefaultMaterialsManager(key.OpenKeyring()), new CachingThresholds(TimeSpan.FromMinutes(10)) { MaxMessages = 3 });
        List<byte[]> theirs = [];
        List<byte[]> ours = [];
        for (byte i = 0; i < Messages; i++)
        {
            PeerReply written = await _peer.AskAsync(new PeerRequest { Action = "encrypt", Keys = [key], Caching = true, Suite = (int)suite, Data = [i, 1] }, cancel);
            theirs.Add(written.Data);
            Assert.Equal([i, 1], client.Decrypt(written.Data, new DecryptRequest(manager)).Plaintext);

            ours.Add(client.Encrypt([i, 2], new EncryptRequest(manager) { AlgorithmSuite = suite }).Message);
            PeerReply read = await _peer.AskAsync(new PeerRequest { Action = "decrypt", Keys = [key], Caching = true, Data = ours[^1] }, cancel);
            Assert.Equal([i, 2], read.Data);
        }

        // Both sides did share: seven messages under three data keys.
        Assert.Equal(3, DataKeys(client, ours));
        Assert.Equal(3, DataKeys(client, theirs));
        Assert.Equal(Messages - 3, manager.Statistics.Hits - (Messages - 3)); // as many on reading theirs as on writing ours
    }

    private static int DataKeys(EnvelopeClient client, IEnumerable<byte[]> messages) =>
        messages.Select(message => Convert.ToHexString(client.ReadHeader(message).EncryptedDataKeys[0].Ciphertext.Span)).Distinct().Count();
}
