using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Callers;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class AccessTests : KmsTest
{
    private static readonly Caller Stranger = new("AKIAI44QH8DHBEXAMPLE", "a stranger's secret", OtherAccount) { UserName = "stranger" };

    [Fact]
    public async Task Another_account_needs_to_be_let_in()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);
        EncryptRequest encrypt = new() { KeyId = key.Arn, Plaintext = new(Secret) };
        DecryptRequest decrypt = new() { CiphertextBlob = encrypted.CiphertextBlob };

        AmazonKeyManagementServiceException refused = await FailsAsync("AccessDeniedException", () => stranger.EncryptAsync(encrypt, Cancel));
        Assert.Equal(
            $"User: arn:aws:iam::{OtherAccount}:user/stranger is not authorized to perform: kms:Encrypt on resource: {key.Arn} because the resource "
            + "does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
            refused.Message);
        AmazonKeyManagementServiceException unnamed = await FailsAsync("AccessDeniedException", () => stranger.DecryptAsync(decrypt, Cancel));
        Assert.Equal(
            "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
            unnamed.Message);

        Host.ShareKey(key.Arn, OtherAccount);

        Assert.Equal(key.Arn, (await stranger.EncryptAsync(encrypt, Cancel)).KeyId);
        Assert.Equal(Secret, (await stranger.DecryptAsync(decrypt, Cancel)).Plaintext.ToArray());
    }

    [Fact]
    public async Task Another_account_uses_a_shared_key_but_does_not_manage_it()
    {
        KeyMetadata key = await NewKeyAsync();
        Host.ShareKey(key.Arn, OtherAccount);
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);

        await FailsAsync("AccessDeniedException", () => stranger.DisableKeyAsync(new DisableKeyRequest { KeyId = key.Arn }, Cancel));
        await FailsAsync(
            "AccessDeniedException", () => stranger.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = key.Arn }, Cancel));

        Assert.Equal(KeyState.Enabled, (await stranger.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.Arn }, Cancel)).KeyMetadata.KeyState);
    }

    [Fact]
    public async Task A_bare_key_id_means_a_key_of_the_callers_own_account()
    {
        KeyMetadata key = await NewKeyAsync();
        Host.ShareKey(key.Arn, OtherAccount);

        await FailsAsync<NotFoundException>("NotFoundException", () => ClientOf(Stranger).DescribeKeyAsync(
            new DescribeKeyRequest { KeyId = key.KeyId }, Cancel));
    }

    [Fact]
    public async Task A_stranger_is_not_told_which_keys_exist()
    {
        KeyMetadata key = await NewKeyAsync();
        string absent = key.Arn.Replace(key.KeyId, "0b2ad402-0000-46ac-8000-000000000000", StringComparison.Ordinal);
        AmazonKeyManagementServiceClient stranger = ClientOf(Stranger);

        AmazonKeyManagementServiceException there = await FailsAsync(
            "AccessDeniedException", () => stranger.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.Arn }, Cancel));
        AmazonKeyManagementServiceException gone = await FailsAsync(
            "AccessDeniedException", () => stranger.DescribeKeyAsync(new DescribeKeyRequest { KeyId = absent }, Cancel));

        Assert.Equal(there.Message.Replace(key.Arn, absent, StringComparison.Ordinal), gone.Message);
    }

    [Fact]
    public async Task A_caller_does_what_its_policy_allows()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        AmazonKeyManagementServiceClient reader = ClientOf(
            new Caller("AKIAREADER", "secret", "111122223333") { UserName = "reader", AllowedOperations = new HashSet<string> { "Decrypt" } });

        DecryptResponse opened = await reader.DecryptAsync(new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob, KeyId = key.Arn }, Cancel);
        AmazonKeyManagementServiceException refused = await FailsAsync("AccessDeniedException", () => reader.GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = key.Arn, NumberOfBytes = 32 }, Cancel));

        Assert.Equal(Secret, opened.Plaintext.ToArray());
        Assert.Equal(
            $"User: arn:aws:iam::111122223333:user/reader is not authorized to perform: kms:GenerateDataKey on resource: {key.Arn} because no "
            + "identity-based policy allows the kms:GenerateDataKey action",
            refused.Message);
        await FailsAsync("AccessDeniedException", () => reader.CreateKeyAsync(new CreateKeyRequest(), Cancel));
        await FailsAsync("AccessDeniedException", () => reader.ListKeysAsync(new ListKeysRequest(), Cancel));
    }

    [Fact]
    public async Task Re_encryption_needs_a_permission_on_either_key()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        foreach (string half in (string[])["ReEncryptFrom", "ReEncryptTo"])
        {
            AmazonKeyManagementServiceClient caller = ClientOf(
                new Caller("AKIAHALF", "secret", "111122223333") { AllowedOperations = new HashSet<string> { half } });
            await FailsAsync("AccessDeniedException", () => caller.ReEncryptAsync(
                new ReEncryptRequest { CiphertextBlob = encrypted.CiphertextBlob, DestinationKeyId = key.Arn }, Cancel));
        }
    }

    [Fact]
    public async Task An_alias_of_another_account_leads_to_its_shared_key()
    {
        string arn = Host.CreateKey(Region, "alias/shared");
        Host.ShareKey(arn, OtherAccount);

        EncryptResponse encrypted = await ClientOf(Stranger).EncryptAsync(
            new EncryptRequest { KeyId = $"arn:aws:kms:{Region}:111122223333:alias/shared", Plaintext = new(Secret) }, Cancel);

        Assert.Equal(arn, encrypted.KeyId);
    }

    [Fact]
    public void Only_a_key_that_exists_can_be_shared()
    {
        Assert.Throws<ArgumentException>(() => Host.ShareKey($"arn:aws:kms:{Region}:111122223333:key/none", OtherAccount));
    }
}
