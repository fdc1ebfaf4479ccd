using System;
using System.Linq;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class MultiRegionTests : KmsTest
{
    private readonly ShiftedClock _clock = new();

    protected override KmsEmulatorOptions Options => new() { Clock = _clock };

    [Fact]
    public async Task A_message_of_one_Region_opens_in_another_through_the_replica()
    {
        KeyMetadata primary = await NewKeyAsync(multiRegion: true);
        EncryptResponse encrypted = await EncryptAsync(primary.KeyId, ("a", "b"));
        DecryptRequest decrypt = new() { CiphertextBlob = encrypted.CiphertextBlob, EncryptionContext = Context(("a", "b")) };
        AmazonKeyManagementServiceClient other = Client(OtherRegion);
        await FailsAsync("AccessDeniedException", () => other.DecryptAsync(decrypt, Cancel));

        KeyMetadata replica = await ReplicateAsync(primary, OtherRegion);

        Assert.StartsWith("mrk-", primary.KeyId, StringComparison.Ordinal);
        Assert.Equal(primary.KeyId, replica.KeyId);
        Assert.Equal($"arn:aws:kms:{OtherRegion}:111122223333:key/{primary.KeyId}", replica.Arn);
        DecryptResponse opened = await other.DecryptAsync(decrypt, Cancel);
        Assert.Equal(Secret, opened.Plaintext.ToArray());
        Assert.Equal(replica.Arn, opened.KeyId);
        decrypt.KeyId = replica.Arn;
        Assert.Equal(Secret, (await other.DecryptAsync(decrypt, Cancel)).Plaintext.ToArray());
        decrypt.KeyId = primary.Arn;
        await FailsAsync<NotFoundException>("NotFoundException", () => other.DecryptAsync(decrypt, Cancel));
    }

    [Fact]
    public async Task A_key_of_one_Region_is_in_no_other()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);

        await FailsAsync<NotFoundException>(
            "NotFoundException", () => Client(OtherRegion).DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyId }, Cancel));
        await FailsAsync(
            "AccessDeniedException",
            () => Client(OtherRegion).DecryptAsync(new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob }, Cancel));
        await FailsAsync<UnsupportedOperationException>("UnsupportedOperationException", () => ReplicateAsync(key, OtherRegion));
    }

    [Fact]
    public async Task Primary_and_replicas_know_each_other()
    {
        KeyMetadata primary = await NewKeyAsync(multiRegion: true);
        KeyMetadata one = await ReplicateAsync(primary, OtherRegion);
        KeyMetadata two = await ReplicateAsync(primary, "eu-central-1");

        foreach (KeyMetadata key in (KeyMetadata[])[await DescribeAsync(primary, Region), await DescribeAsync(primary, "eu-central-1")])
        {
            Assert.True(key.MultiRegion);
            Assert.Equal(primary.Arn, key.MultiRegionConfiguration.PrimaryKey.Arn);
            Assert.Equal(Region, key.MultiRegionConfiguration.PrimaryKey.Region);
            Assert.Equal([one.Arn, two.Arn], key.MultiRegionConfiguration.ReplicaKeys.Select(replica => replica.Arn));
        }

        Assert.Equal(MultiRegionKeyType.REPLICA, two.MultiRegionConfiguration.MultiRegionKeyType);
        Assert.Equal(MultiRegionKeyType.PRIMARY, primary.MultiRegionConfiguration.MultiRegionKeyType);
        await FailsAsync<AlreadyExistsException>("AlreadyExistsException", () => ReplicateAsync(primary, OtherRegion));
        await FailsAsync<AlreadyExistsException>("AlreadyExistsException", () => ReplicateAsync(primary, Region));
        await FailsAsync<UnsupportedOperationException>("UnsupportedOperationException", () => Client(OtherRegion).ReplicateKeyAsync(
            new ReplicateKeyRequest { KeyId = one.Arn, ReplicaRegion = "ap-south-1" }, Cancel));
        await FailsAsync("ValidationException", () => ReplicateAsync(primary, "nowhere"));
    }

    [Fact]
    public async Task Each_key_of_a_family_has_a_state_of_its_own()
    {
        KeyMetadata primary = await NewKeyAsync(multiRegion: true);
        KeyMetadata replica = await ReplicateAsync(primary, OtherRegion);
        EncryptResponse encrypted = await EncryptAsync(primary.KeyId);

        await Client(OtherRegion).DisableKeyAsync(new DisableKeyRequest { KeyId = replica.KeyId }, Cancel);

        Assert.Equal(Secret, (await DecryptAsync(encrypted)).Plaintext.ToArray());
        DisabledException error = await FailsAsync<DisabledException>("DisabledException", () => Client(OtherRegion).DecryptAsync(
            new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob }, Cancel));
        Assert.Equal($"{replica.Arn} is disabled.", error.Message);
    }

    [Fact]
    public async Task A_primary_waits_for_its_replicas_to_be_deleted_first()
    {
        KeyMetadata primary = await NewKeyAsync(multiRegion: true);
        KeyMetadata replica = await ReplicateAsync(primary, OtherRegion);

        ScheduleKeyDeletionResponse scheduled = await Kms.ScheduleKeyDeletionAsync(
            new ScheduleKeyDeletionRequest { KeyId = primary.KeyId, PendingWindowInDays = 10 }, Cancel);
        Assert.Equal(KeyState.PendingReplicaDeletion, scheduled.KeyState);
        Assert.Null(scheduled.DeletionDate);
        await FailsAsync<KMSInvalidStateException>("KMSInvalidStateException", () => EncryptAsync(primary.KeyId));
        await Client(OtherRegion).ScheduleKeyDeletionAsync(
            new ScheduleKeyDeletionRequest { KeyId = replica.KeyId, PendingWindowInDays = 7 }, Cancel);
        Assert.Equal(KeyState.PendingReplicaDeletion, (await DescribeAsync(primary, Region)).KeyState);

        _clock.Offset = TimeSpan.FromDays(8);
        KeyMetadata pending = await DescribeAsync(primary, Region);
        Assert.Equal(KeyState.PendingDeletion, pending.KeyState);
        Assert.InRange(pending.DeletionDate!.Value.ToUniversalTime() - DateTime.UtcNow, TimeSpan.FromDays(16.9), TimeSpan.FromDays(17.1));

        _clock.Offset = TimeSpan.FromDays(18);
        await FailsAsync<NotFoundException>("NotFoundException", () => DescribeAsync(primary, Region));
    }

    private async Task<KeyMetadata> ReplicateAsync(KeyMetadata key, string region) => (await Kms.ReplicateKeyAsync(
        new ReplicateKeyRequest { KeyId = key.KeyId, ReplicaRegion = region }, Cancel)).ReplicaKeyMetadata;

    // One retry, for the client to correct its clock.
    private async Task<KeyMetadata> DescribeAsync(KeyMetadata key, string region) => (await Client(region, retries: 1).DescribeKeyAsync(
        new DescribeKeyRequest { KeyId = key.KeyId }, Cancel)).KeyMetadata;
}
