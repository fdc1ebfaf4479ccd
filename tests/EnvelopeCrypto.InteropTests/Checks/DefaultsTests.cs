using System.IO;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.InteropTests.Matrix;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>Both sides choose and refuse the same when nothing is asked for.</summary>
public sealed class DefaultsTests
{
    private const string Key = "AES-256";

    private readonly PeerFixture _peer;

    public DefaultsTests(PeerFixture peer)
    {
        _peer = peer;
    }

    [Fact]
    public async Task The_peer_is_the_version_that_is_pinned()
    {
        PeerReply hello = await _peer.HelloAsync();
        using JsonDocument manifest = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(PeerPackage.Folder, "package.json"), TestContext.Current.CancellationToken));
        Assert.Equal(
            manifest.RootElement.GetProperty("dependencies").GetProperty("@aws-crypto/client-node").GetString(),
            hello.Package);
        Assert.True(hello.Pkcs1, "This Node.js does not decrypt RSA PKCS#1 v1.5, so that part of the matrix cannot pass.");
    }

    [Theory]
    [InlineData(CommitmentPolicy.RequireEncryptRequireDecrypt, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    [InlineData(CommitmentPolicy.RequireEncryptAllowDecrypt, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    [InlineData(CommitmentPolicy.ForbidEncryptAllowDecrypt, AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384)]
    public async Task Both_sides_have_the_same_default_suite_and_frame_length(CommitmentPolicy policy, AlgorithmSuite suite)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        PeerRequest request = new() { Action = "encrypt", Policy = policy, Keys = [MatrixKeys.Key(Key)], Data = [1, 2, 3] };
        PeerReply theirs = await _peer.AskAsync(request, cancel);
        EncryptedData ours = new EnvelopeClient(policy).Encrypt([1, 2, 3], new EncryptRequest(MatrixKeys.Keyring(Key)));
        PeerReply oursThere = await _peer.AskAsync(request with { Action = "decrypt", Data = ours.Message }, cancel);

        Assert.Equal(((int)suite, 4096), (theirs.Suite, theirs.FrameLength));
        Assert.Equal(((int)suite, 4096), (oursThere.Suite, oursThere.FrameLength));
    }

    [Fact]
    public async Task The_peer_reads_the_longer_frames_that_large_data_gets_by_default()
    {
        byte[] data = RandomNumberGenerator.GetBytes((1024 * 1024) + 1);
        byte[] message = new EnvelopeClient().Encrypt(data, new EncryptRequest(MatrixKeys.Keyring(Key))).Message;
        PeerReply read = await _peer.AskAsync(
            new PeerRequest { Action = "decrypt", Keys = [MatrixKeys.Key(Key)], Data = message }, TestContext.Current.CancellationToken);

        Assert.Equal(65536, read.FrameLength);
        Assert.Equal(data, read.Data);
    }

    [Fact]
    public async Task Neither_side_reads_a_message_without_commitment_by_default()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeClient old = new(CommitmentPolicy.ForbidEncryptAllowDecrypt);
        PeerRequest request = new() { Action = "decrypt", Keys = [MatrixKeys.Key(Key)] };
        byte[] ours = old.Encrypt([], new EncryptRequest(MatrixKeys.Keyring(Key))).Message;
        PeerReply theirs = await _peer.AskAsync(
            request with { Action = "encrypt", Policy = CommitmentPolicy.ForbidEncryptAllowDecrypt }, cancel);

        await Assert.ThrowsAsync<PeerRefusedException>(() => _peer.AskAsync(request with { Data = ours }, cancel));
        Assert.Throws<CommitmentPolicyException>(
            () => new EnvelopeClient().Decrypt(theirs.Data, new DecryptRequest(MatrixKeys.Keyring(Key))));
    }
}
