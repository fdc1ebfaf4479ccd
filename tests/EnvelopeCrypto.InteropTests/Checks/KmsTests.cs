using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Checks;

/// <summary>Messages under keys of one KMS, which both sides reach through their own AWS SDK.</summary>
public sealed class KmsTests : IAsyncLifetime
{
    private const string Ireland = "eu-west-1";
    private const string Ohio = "us-east-2";

    private static readonly string[][] Context = [["Purpose", "\u00e4\u00f6\u00fc"], ["tenant", ""], ["\ud83d\ude00", "two units"]];

    private readonly PeerFixture _peer;
    private KmsEmulatorHost _kms = null!;

    public KmsTests(PeerFixture peer)
    {
        _peer = peer;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _kms = await KmsEmulatorHost.StartAsync(cancellationToken: Cancel);

    public ValueTask DisposeAsync() => _kms.DisposeAsync();

    [Fact]
    public async Task Strict_keyrings_of_keys_in_two_Regions()
    {
        string[] keys = [_kms.CreateKey(Ireland), _kms.CreateKey(Ohio)];

        await CrossAsync(Strict(keys), Peer() with { KeyIds = keys }, Strict(keys[1]), Peer() with { KeyIds = [keys[1]] });
    }

    [Fact]
    public async Task Discovery()
    {
        string[] keys = [_kms.CreateKey(Ireland), _kms.CreateKey(Ohio)];

        await CrossAsync(Strict(keys), Peer() with { KeyIds = keys }, new KmsDiscoveryKeyring(Clients()), Peer());
    }

    [Fact]
    public async Task Discovery_with_a_filter()
    {
        string foreign = _kms.CreateKey(Ireland, accountId: "444455556666");
        string own = _kms.CreateKey(Ireland);
        _kms.ShareKey(foreign, _kms.DefaultCaller.AccountId);

        await CrossAsync(
            Strict(foreign, own),
            Peer() with { KeyIds = [foreign, own] },
            new KmsDiscoveryKeyring(Clients(), new KmsDiscoveryFilter("aws", [_kms.DefaultCaller.AccountId])),
            Peer() with { Account = _kms.DefaultCaller.AccountId });

        Assert.Equal([own, own], _kms.Calls.Snapshot().Where(static call => call.Operation == "Decrypt").Select(static call => call.KeyArn));
    }

    [Fact]
    public async Task Replicas_of_a_multi_Region_key_strict_and_discovered()
    {
        string primary = _kms.CreateKey(Ireland, multiRegion: true);
        string replica = await ReplicateAsync(primary);

        await CrossAsync(
            Strict(primary), Peer() with { KeyIds = [primary], MultiRegion = true }, Strict(replica), Peer() with { KeyIds = [replica], MultiRegion = true });
        await CrossAsync(
            Strict(primary),
            Peer() with { KeyIds = [primary], MultiRegion = true },
            new KmsDiscoveryKeyring(Clients(), region: Ohio),
            Peer() with { Region = Ohio });

        Assert.All(_kms.Calls.Snapshot().Where(static call => call.Operation == "Decrypt"), call => Assert.Equal(replica, call.KeyId));
    }

    /// <summary>Each side writes, and the other reads.</summary>
    private async Task CrossAsync(IKeyring ourWriter, PeerKms theirWriter, IKeyring ourReader, PeerKms theirReader)
    {
        EnvelopeClient client = new();
        EncryptRequest encrypt = new(ourWriter)
        {
            EncryptionContext = EncryptionContext.Create(Context.Select(static pair => new KeyValuePair<string, string>(pair[0], pair[1]))),
        };
        byte[] ours = (await client.EncryptAsync(new byte[] { 1, 2, 3 }, encrypt, Cancel)).Message;
        PeerReply read = await _peer.AskAsync(new PeerRequest { Action = "decrypt", Kms = theirReader, Data = ours }, Cancel);
        Assert.Equal([1, 2, 3], read.Data);
        Assert.All(Context, pair => Assert.Contains(read.Context, stored => stored.SequenceEqual(pair)));

        PeerReply theirs = await _peer.AskAsync(new PeerRequest { Action = "encrypt", Kms = theirWriter, Context = Context, Data = [4, 5, 6] }, Cancel);
        DecryptedData opened = await client.DecryptAsync(theirs.Data, new DecryptRequest(ourReader), Cancel);
        Assert.Equal([4, 5, 6], opened.Plaintext);
        Assert.All(Context, pair => Assert.Equal(pair[1], opened.Result.EncryptionContext[pair[0]]));
        Assert.Equal("aws-kms", opened.Result.UsedKey?.KeyProviderId);
    }

    private async Task<string> ReplicateAsync(string primary)
    {
        using AmazonKeyManagementServiceClient owner = new(
            _kms.DefaultCaller.AccessKeyId,
            _kms.DefaultCaller.SecretAccessKey,
            new AmazonKeyManagementServiceConfig { ServiceURL = _kms.BaseAddress.ToString(), AuthenticationRegion = Ireland });
        ReplicateKeyResponse answer = await owner.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = Ohio }, Cancel);
        return answer.ReplicaKeyMetadata.Arn;
    }

    private KmsKeyring Strict(params string[] keyIds) => new(Clients(), keyIds);

    private RegionalKmsClients Clients() => new(new AwsKmsClientFactory(new AwsKmsOptions
    {
        EndpointUrl = _kms.BaseAddress,
        AccessKey = _kms.DefaultCaller.AccessKeyId,
        SecretKey = _kms.DefaultCaller.SecretAccessKey,
    }));

    private PeerKms Peer() => new()
    {
        Endpoint = _kms.BaseAddress,
        AccessKey = _kms.DefaultCaller.AccessKeyId,
        SecretKey = _kms.DefaultCaller.SecretAccessKey,
    };
}
