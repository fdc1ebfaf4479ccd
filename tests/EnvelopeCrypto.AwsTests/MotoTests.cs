using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>The main ways once more against somebody else's KMS, moto. Where it differs from AWS, the test says how.</summary>
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string Ireland = "eu-west-1";
    private const string Ohio = "us-east-2";

    private static readonly byte[] Plaintext = [1, 2, 3];

    private readonly EnvelopeClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_of_two_Regions_each_open_the_message_strictly_and_by_discovery()
    {
        string[] keys = [await CreateKeyAsync(Ireland), await CreateKeyAsync(Ohio)];
        byte[] message = await EncryptAsync(await StrictAsync(keys));

        Assert.Equal(keys, _client.ReadHeader(message).EncryptedDataKeys.Select(static key => key.KeyId));
        Assert.Equal(keys[0], await KeyThatOpensAsync(await StrictAsync(keys), message));
        Assert.Equal(keys[1], await KeyThatOpensAsync(await StrictAsync(keys[1]), message));
        Assert.Equal(keys[0], await KeyThatOpensAsync(new KmsDiscoveryKeyring(await ClientsAsync()), message));
        Assert.Equal(keys[1], await KeyThatOpensAsync(new KmsDiscoveryKeyring(await ClientsAsync(), region: Ohio), message));
    }

    [Fact]
    public async Task An_alias_encrypts_and_the_message_names_the_key()
    {
        string key = await CreateKeyAsync(Ireland);
        string alias = $"alias/{Guid.NewGuid():N}";
        using AmazonKeyManagementServiceClient owner = await OwnerAsync(Ireland);
        await owner.CreateAliasAsync(new CreateAliasRequest { AliasName = alias, TargetKeyId = key }, Cancel);

        byte[] message = await EncryptAsync(await StrictAsync(alias));

        Assert.Equal(key, await KeyThatOpensAsync(await StrictAsync(key), message));
    }

    [Fact]
    public async Task Another_context_opens_nothing()
    {
        string key = await CreateKeyAsync(Ireland);
        byte[] message = await EncryptAsync(await StrictAsync(key), ("purpose", "one"));
        "two"u8.CopyTo(message.AsSpan(message.AsSpan().IndexOf("one"u8)));

        Assert.Equal(DataKeyFailureReason.WrongContext, (await RefusedAsync(await StrictAsync(key), message)).Reason);
    }

    [Fact]
    public async Task A_ciphertext_of_another_key_is_refused()
    {
        string key = await CreateKeyAsync(Ireland);
        string other = await CreateKeyAsync(Ireland);
        byte[] message = Replaced(await EncryptAsync(await StrictAsync(key)), key, other);

        KmsException e = await RefusedAsync(await StrictAsync(other), message);

        // AWS answers IncorrectKeyException, moto AccessDeniedException.
        Assert.Contains(e.Reason, (DataKeyFailureReason[])[DataKeyFailureReason.AccessDenied, DataKeyFailureReason.WrongContext]);
    }

    [Fact]
    public async Task Grant_tokens_are_sent_which_AWS_checks_and_moto_does_not()
    {
        string key = await CreateKeyAsync(Ireland);
        KmsKeyring keyring = new(await ClientsAsync(), [key], grantTokens: ["no token of anything"]);

        Assert.Equal(key, await KeyThatOpensAsync(keyring, await EncryptAsync(keyring)));
    }

    [Fact]
    public async Task Pairs_that_read_the_same_when_joined_are_told_apart_by_the_message_though_not_by_moto()
    {
        string key = await CreateKeyAsync(Ireland);
        byte[] message = await EncryptAsync(await StrictAsync(key), ("ab", "c1"));
        int at = message.AsSpan().IndexOf("\0\u0002ab\0\u0002c1"u8);
        "\0\u0003abc\0\u00011"u8.CopyTo(message.AsSpan(at));

        // AWS refuses to decrypt; moto joins the pairs without separators and decrypts; the header's own authentication refuses then.
        EnvelopeCryptoException e = await Assert.ThrowsAnyAsync<EnvelopeCryptoException>(async () => await KeyThatOpensAsync(await StrictAsync(key), message));

        Assert.Contains(e.ErrorId, (string[])[ErrorIds.HeaderAuthenticationFailed, ErrorIds.DataKeyUnwrapFailed]);
    }

    [Fact]
    public async Task A_multi_Region_key_encrypts_in_both_Regions_and_ours_is_asked_on_decryption_though_moto_cannot_decrypt_with_it()
    {
        string key = await CreateKeyAsync(Ireland, multiRegion: true);
        using AmazonKeyManagementServiceClient owner = await OwnerAsync(Ireland);

        // AWS takes the ARN as well, moto only the bare id.
        string replica = (await owner.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = BareId(key), ReplicaRegion = Ohio }, Cancel)).ReplicaKeyMetadata.Arn;
        byte[] here = await EncryptAsync(await StrictAsync(key));
        byte[] there = await EncryptAsync(await StrictAsync(replica));

        Assert.Equal(key, Assert.Single(_client.ReadHeader(here).EncryptedDataKeys).KeyId);
        Assert.Equal(replica, Assert.Single(_client.ReadHeader(there).EncryptedDataKeys).KeyId);

        // AWS decrypts with the replica; moto cuts ids after 36 characters, does not find "mrk-..." and answers AccessDeniedException.
        KmsKeyring crossing = new(await ClientsAsync(), [replica]);
        KmsException e = await RefusedAsync(crossing, here);
        Assert.Equal(DataKeyFailureReason.AccessDenied, e.Reason);
        Assert.Contains(replica, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_key_is_refused_by_AWS_but_serves_in_moto()
    {
        string key = await CreateKeyAsync(Ireland);
        using AmazonKeyManagementServiceClient owner = await OwnerAsync(Ireland);
        byte[] message = await EncryptAsync(await StrictAsync(key));

        await owner.DisableKeyAsync(new DisableKeyRequest { KeyId = BareId(key) }, Cancel);

        Assert.False((await owner.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key }, Cancel)).KeyMetadata.Enabled);
        Assert.Equal(key, await KeyThatOpensAsync(await StrictAsync(key), message));
    }

    private static string BareId(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    private static byte[] Replaced(byte[] message, string from, string to)
    {
        byte[] copy = [.. message];
        System.Text.Encoding.ASCII.GetBytes(to).CopyTo(copy, copy.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(from)));
        return copy;
    }

    private async Task<byte[]> EncryptAsync(IKeyring keyring, params (string Name, string Value)[] context) => (await _client.EncryptAsync(
        Plaintext,
        new EncryptRequest(keyring)
        {
            EncryptionContext = EncryptionContext.Create(context.Select(static pair => new KeyValuePair<string, string>(pair.Name, pair.Value))),
        },
        Cancel)).Message;

    private async Task<string?> KeyThatOpensAsync(IKeyring keyring, byte[] message)
    {
        DecryptedData opened = await _client.DecryptAsync(message, new DecryptRequest(keyring), Cancel);
        Assert.Equal(Plaintext, opened.Plaintext);
        return opened.Result.UsedKey?.KeyId;
    }

    private async Task<KmsException> RefusedAsync(IKeyring keyring, byte[] message)
    {
        DataKeyException e = await Assert.ThrowsAsync<DataKeyException>(() => KeyThatOpensAsync(keyring, message));
        return Assert.IsType<KmsException>(Assert.Single(e.Failures).Exception);
    }

    private async Task<string> CreateKeyAsync(string region, bool multiRegion = false)
    {
        using AmazonKeyManagementServiceClient owner = await OwnerAsync(region);
        return (await owner.CreateKeyAsync(new CreateKeyRequest { MultiRegion = multiRegion }, Cancel)).KeyMetadata.Arn;
    }

    private async Task<AmazonKeyManagementServiceClient> OwnerAsync(string region) => new(
        "AKIA", "secret", new AmazonKeyManagementServiceConfig { ServiceURL = (await moto.OpenAsync()).ToString(), AuthenticationRegion = region });

    private async Task<KmsKeyring> StrictAsync(params string[] keyIds) => new(await ClientsAsync(), keyIds);

    private async Task<RegionalKmsClients> ClientsAsync() => new(new AwsKmsClientFactory(new AwsKmsOptions
    {
        EndpointUrl = await moto.OpenAsync(),
        Region = Ireland,
        AccessKey = "AKIA",
        SecretKey = "secret",
    }));
}
