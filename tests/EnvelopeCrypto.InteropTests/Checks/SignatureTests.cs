using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.InteropTests.Matrix;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>Signatures: ours always have the same length, the peer's vary, and both sides read both.</summary>
public sealed class SignatureTests
{
    /// <summary>Enough that the peer's lengths all being the same is out of the question: less than one in 100 million.</summary>
    private const int Messages = 30;

    /// <summary>The only frame of a message without plaintext.</summary>
    private const int EmptyBodyLength = 4 + 4 + 12 + 4 + 16;

    private readonly PeerFixture _peer;

    public SignatureTests(PeerFixture peer)
    {
        _peer = peer;
    }

    public static TheoryData<AlgorithmSuite, int> SigningSuites() => new()
    {
        { AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256, 71 },
        { AlgorithmSuite.Aes192GcmHkdfSha384EcdsaP384, 103 },
        { AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384, 103 },
        { AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, 103 },
    };

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public async Task Our_signatures_have_one_length_and_the_peer_accepts_them(AlgorithmSuite suite, int length)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Combination one = new(suite, "AES-256", ContextKind.None, Shape.Main);
        EnvelopeClient client = new(one.Policy);
        EncryptRequest request = new(MatrixKeys.Keyring(one.Key)) { AlgorithmSuite = suite };
        PeerRequest decrypt = new() { Action = "decrypt", Policy = one.Policy, Keys = [MatrixKeys.Key(one.Key)] };
        for (int i = 0; i < Messages; i++)
        {
            byte[] message = client.Encrypt([], request).Message;
            Assert.Equal(length, SignatureLength(client, message));
            Assert.Empty((await _peer.AskAsync(decrypt with { Data = message }, cancel)).Data);
        }
    }

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public async Task We_accept_signatures_of_the_peer_in_all_their_lengths(AlgorithmSuite suite, int length)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Combination one = new(suite, "AES-256", ContextKind.None, Shape.Main);
        EnvelopeClient client = new(one.Policy);
        PeerRequest encrypt = new() { Action = "encrypt", Policy = one.Policy, Keys = [MatrixKeys.Key(one.Key)], Suite = (int)suite };
        List<int> lengths = [];
        for (int i = 0; i < Messages; i++)
        {
            byte[] message = (await _peer.AskAsync(encrypt, cancel)).Data;
            lengths.Add(SignatureLength(client, message));
            Assert.Empty(client.Decrypt(message, new DecryptRequest(MatrixKeys.Keyring(one.Key))).Plaintext);
        }

        Assert.All(lengths, found => Assert.InRange(found, length - 7, length + 1));
        Assert.True(lengths.Distinct().Count() > 1);
    }

    /// <summary>The length that the footer of a message without plaintext declares; nothing is behind the signature.</summary>
    private static int SignatureLength(EnvelopeClient client, byte[] message)
    {
        int footer = client.ReadHeader(message).Length + EmptyBodyLength;
        int length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(footer));
        Assert.Equal(message.Length, footer + sizeof(ushort) + length);
        return length;
    }
}
