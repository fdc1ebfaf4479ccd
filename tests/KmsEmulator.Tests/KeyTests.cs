using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class KeyTests : KmsTest
{
    [Fact]
    public async Task A_new_key_is_described_as_KMS_describes_it()
    {
        DateTime before = DateTime.UtcNow.AddSeconds(-1);

        KeyMetadata made = (await Kms.CreateKeyAsync(new CreateKeyRequest { Description = "nightly backups" }, Cancel)).KeyMetadata;
        KeyMetadata key = (await Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = made.KeyId }, Cancel)).KeyMetadata;

        Assert.True(Guid.TryParseExact(key.KeyId, "D", out _));
        Assert.Equal($"arn:aws:kms:{Region}:111122223333:key/{key.KeyId}", key.Arn);
        Assert.Equal("111122223333", key.AWSAccountId);
        Assert.Equal("nightly backups", key.Description);
        Assert.Equal(KeyState.Enabled, key.KeyState);
        Assert.True(key.Enabled);
        Assert.Equal(KeySpec.SYMMETRIC_DEFAULT, key.KeySpec);
        Assert.Equal(KeyUsageType.ENCRYPT_DECRYPT, key.KeyUsage);
        Assert.Equal([EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT], key.EncryptionAlgorithms.Select(EncryptionAlgorithmSpec.FindValue));
        Assert.Equal(OriginType.AWS_KMS, key.Origin);
        Assert.False(key.MultiRegion);
        Assert.InRange(key.CreationDate!.Value.ToUniversalTime(), before, DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(made.Arn, key.Arn);
    }

    [Fact]
    public async Task Only_symmetric_keys_are_made()
    {
        await FailsAsync<UnsupportedOperationException>(
            "UnsupportedOperationException", () => Kms.CreateKeyAsync(new CreateKeyRequest { KeySpec = KeySpec.RSA_2048 }, Cancel));
        await FailsAsync<UnsupportedOperationException>(
            "UnsupportedOperationException", () => Kms.CreateKeyAsync(new CreateKeyRequest { Policy = "{}" }, Cancel));
        Assert.NotNull((await Kms.CreateKeyAsync(new CreateKeyRequest { KeySpec = KeySpec.SYMMETRIC_DEFAULT }, Cancel)).KeyMetadata);
    }

    [Fact]
    public async Task Keys_are_listed_in_pages_by_Region_and_account()
    {
        HashSet<string> made = [];
        for (int i = 0; i < 7; i++)
        {
            made.Add((await NewKeyAsync()).Arn);
        }

        await Client(OtherRegion).CreateKeyAsync(new CreateKeyRequest(), Cancel);
        await ClientOf(new("AKIAI44QH8DHBEXAMPLE", "secret", OtherAccount)).CreateKeyAsync(new CreateKeyRequest(), Cancel);

        List<string> listed = [];
        ListKeysRequest request = new() { Limit = 3 };
        ListKeysResponse page;
        do
        {
            page = await Kms.ListKeysAsync(request, Cancel);
            Assert.InRange(page.Keys.Count, 1, 3);
            listed.AddRange(page.Keys.Select(key => key.KeyArn));
            request.Marker = page.NextMarker;
        }
        while (page.Truncated == true);

        Assert.Equal(7, listed.Count);
        Assert.True(made.SetEquals(listed));
        await FailsAsync<InvalidMarkerException>(
            "InvalidMarkerException", () => Kms.ListKeysAsync(new ListKeysRequest { Marker = "no marker!" }, Cancel));
    }

    [Fact]
    public async Task A_key_is_found_by_id_ARN_alias_and_alias_ARN()
    {
        KeyMetadata key = await NewKeyAsync();
        await Kms.CreateAliasAsync(new CreateAliasRequest { AliasName = "alias/app", TargetKeyId = key.Arn }, Cancel);

        foreach (string id in (string[])[key.KeyId, key.Arn, "alias/app", $"arn:aws:kms:{Region}:111122223333:alias/app"])
        {
            EncryptResponse encrypted = await EncryptAsync(id);
            Assert.Equal(key.Arn, encrypted.KeyId);
        }
    }

    [Theory]
    [InlineData("0b2ad402-0000-46ac-8000-000000000000", "Key 'arn:aws:kms:eu-west-1:111122223333:key/0b2ad402-0000-46ac-8000-000000000000' does not exist")]
    [InlineData("mrk-0123456789abcdef0123456789abcdef", "Key 'arn:aws:kms:eu-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef' does not exist")]
    [InlineData("alias/absent", "Alias arn:aws:kms:eu-west-1:111122223333:alias/absent is not found.")]
    [InlineData("something", "Invalid keyId 'something'")]
    [InlineData("arn:aws:kms:us-east-2:111122223333:key/0b2ad402-0000-46ac-8000-000000000000", "Invalid arn us-east-2")]
    [InlineData("arn:aws-cn:kms:eu-west-1:111122223333:key/0b2ad402-0000-46ac-8000-000000000000", "Invalid arn aws-cn")]
    [InlineData("arn:aws:s3:::bucket", "Invalid arn arn:aws:s3:::bucket")]
    public async Task A_key_that_is_not_there_is_not_found(string keyId, string message)
    {
        NotFoundException error = await FailsAsync<NotFoundException>("NotFoundException", () => EncryptAsync(keyId));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task An_ARN_that_is_none_is_said_to_be_invalid_where_KMS_says_so()
    {
        await FailsAsync<InvalidArnException>(
            "InvalidArnException", () => Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = "arn:aws:kms:eu-west-1:key" }, Cancel));
    }

    [Fact]
    public async Task Operations_on_the_key_itself_take_no_alias()
    {
        KeyMetadata key = await NewKeyAsync();
        await Kms.CreateAliasAsync(new CreateAliasRequest { AliasName = "alias/app", TargetKeyId = key.KeyId }, Cancel);

        await FailsAsync<NotFoundException>(
            "NotFoundException", () => Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = "alias/app" }, Cancel));

        Assert.NotNull(await EncryptAsync("alias/app"));
    }

    [Fact]
    public async Task A_key_made_in_process_serves_as_any_other()
    {
        string arn = Host.CreateKey(Region, "alias/quick");

        Assert.Equal(arn, (await EncryptAsync("alias/quick")).KeyId);
        Assert.Throws<ArgumentException>(() => Host.CreateKey(Region, "alias/quick"));
        Assert.Throws<ArgumentException>(() => Host.CreateKey(Region, "no alias"));
    }
}
