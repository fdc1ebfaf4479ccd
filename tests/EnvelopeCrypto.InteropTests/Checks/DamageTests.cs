using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.InteropTests.Matrix;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>The peer verifies what we write: were it to accept anything, the matrix would prove nothing.</summary>
public sealed class DamageTests
{
    private const int Step = 5;

    private readonly PeerFixture _peer;

    public DamageTests(PeerFixture peer)
    {
        _peer = peer;
    }

    public static TheoryData<AlgorithmSuite> Suites() => [.. MatrixSelection.Suites];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task The_peer_refuses_our_message_with_one_bit_flipped(AlgorithmSuite suite)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Combination one = new(suite, "AES-256", ContextKind.Ascii, new Shape(FrameLength: 4, Size: 9));
        EncryptRequest request = new(MatrixKeys.Keyring(one.Key))
        {
            AlgorithmSuite = suite,
            EncryptionContext = Contexts.Of(one.Context),
            FrameLength = one.Shape.FrameLength,
        };
        byte[] message = new EnvelopeClient(one.Policy).Encrypt(new byte[one.Shape.Size], request).Message;
        PeerRequest decrypt = new() { Action = "decrypt", Policy = one.Policy, Keys = [MatrixKeys.Key(one.Key)], Data = message };
        Assert.Equal(new byte[one.Shape.Size], (await _peer.AskAsync(decrypt, cancel)).Data);

        int refused = 0;
        for (int i = 0; i < message.Length; i += Step)
        {
            byte[] damaged = [.. message];
            damaged[i] ^= (byte)(1 << (i % 8));
            await Assert.ThrowsAsync<PeerRefusedException>(() => _peer.AskAsync(decrypt with { Data = damaged }, cancel));
            refused++;
        }

        Assert.Equal((message.Length + Step - 1) / Step, refused);
        Assert.True(refused > 50);
    }
}
