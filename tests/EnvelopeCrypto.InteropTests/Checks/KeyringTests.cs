using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.InteropTests.Matrix;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Keyrings;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>Several keys, halves of keys, and the peer's own order of the encryption context.</summary>
public sealed class KeyringTests
{
    private static readonly LocalKey Aes = MatrixKeys.Key("AES-256");
    private static readonly LocalKey Rsa = MatrixKeys.Key("RSA-OaepSha256");

    private readonly PeerFixture _peer;

    public KeyringTests(PeerFixture peer)
    {
        _peer = peer;
    }

    [Fact]
    public async Task Each_key_of_a_multi_keyring_opens_the_message_on_the_other_side()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeClient client = new();
        MultiKeyring both = new(Aes.OpenKeyring(), [Rsa.OpenKeyring()]);
        byte[] ours = client.Encrypt([1, 2, 3], new EncryptRequest(both)).Message;
        PeerReply theirs = await _peer.AskAsync(new PeerRequest { Action = "encrypt", Keys = [Aes, Rsa], Data = [4, 5, 6] }, cancel);
        foreach (LocalKey key in (LocalKey[])[Aes, Rsa])
        {
            PeerReply read = await _peer.AskAsync(new PeerRequest { Action = "decrypt", Keys = [key], Data = ours }, cancel);
            Assert.Equal([1, 2, 3], read.Data);
            Assert.Equal([Aes.Namespace, Rsa.Namespace], read.KeyNamespaces);
            Assert.Equal([4, 5, 6], client.Decrypt(theirs.Data, new DecryptRequest(key.OpenKeyring())).Plaintext);
        }
    }

    [Fact]
    public async Task One_side_writes_with_the_public_half_and_the_other_reads_with_the_private_half()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeClient client = new();
        LocalKey publicHalf = Rsa with { PrivateKeyPem = null };
        LocalKey privateHalf = Rsa with { PublicKeyPem = null };
        byte[] ours = client.Encrypt([1, 2, 3], new EncryptRequest(publicHalf.OpenKeyring())).Message;
        PeerReply theirs = await _peer.AskAsync(new PeerRequest { Action = "encrypt", Keys = [publicHalf], Data = [4, 5, 6] }, cancel);

        PeerReply read = await _peer.AskAsync(new PeerRequest { Action = "decrypt", Keys = [privateHalf], Data = ours }, cancel);
        Assert.Equal([1, 2, 3], read.Data);
        Assert.Equal([4, 5, 6], client.Decrypt(theirs.Data, new DecryptRequest(privateHalf.OpenKeyring())).Plaintext);
    }

    [Fact]
    public async Task A_raw_AES_message_of_a_peer_that_orders_the_context_by_locale_opens_only_where_the_order_is_the_same()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeClient client = new();
        DecryptRequest decrypt = new(Aes.OpenKeyring());
        PeerRequest encrypt = new() { Action = "encrypt", Keys = [Aes with { LocaleSorting = true }], Data = [1, 2, 3] };
        PeerReply lowerCase = await _peer.AskAsync(encrypt with { Context = [["purpose", "x"], ["tenant", "y"]] }, cancel);
        PeerReply mixedCase = await _peer.AskAsync(encrypt with { Context = [["purpose", "x"], ["Tenant", "y"]] }, cancel);

        Assert.Equal([1, 2, 3], client.Decrypt(lowerCase.Data, decrypt).Plaintext);
        DataKeyException e = Assert.Throws<DataKeyException>(() => client.Decrypt(mixedCase.Data, decrypt));
        Assert.Equal(ErrorIds.DataKeyUnwrapFailed, e.ErrorId);
    }
}
