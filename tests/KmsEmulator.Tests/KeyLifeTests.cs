using System;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class KeyLifeTests : KmsTest
{
    private readonly ShiftedClock _clock = new();

    protected override KmsEmulatorOptions Options => new() { Clock = _clock };

    [Fact]
    public async Task A_disabled_key_does_nothing_until_it_is_enabled()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId }, Cancel);

        DisabledException error = await FailsAsync<DisabledException>("DisabledException", () => DecryptAsync(encrypted));
        Assert.Equal($"{key.Arn} is disabled.", error.Message);
        await FailsAsync<DisabledException>("DisabledException", () => EncryptAsync(key.KeyId));
        await FailsAsync<DisabledException>(
            "DisabledException", () => Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId, NumberOfBytes = 32 }, Cancel));
        Assert.Equal(KeyState.Disabled, await StateAsync(key));

        await Kms.EnableKeyAsync(new EnableKeyRequest { KeyId = key.Arn }, Cancel);
        Assert.Equal(Secret, (await DecryptAsync(encrypted)).Plaintext.ToArray());
    }

    [Fact]
    public async Task A_key_that_is_to_be_deleted_does_nothing_and_can_be_saved()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);

        ScheduleKeyDeletionResponse scheduled = await Kms.ScheduleKeyDeletionAsync(
            new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 7 }, Cancel);

        Assert.Equal(key.Arn, scheduled.KeyId);
        Assert.Equal(KeyState.PendingDeletion, scheduled.KeyState);
        Assert.InRange(scheduled.DeletionDate!.Value.ToUniversalTime() - DateTime.UtcNow, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7.1));
        KMSInvalidStateException error = await FailsAsync<KMSInvalidStateException>("KMSInvalidStateException", () => DecryptAsync(encrypted));
        Assert.Equal($"{key.Arn} is pending deletion.", error.Message);
        await FailsAsync<KMSInvalidStateException>(
            "KMSInvalidStateException", () => Kms.EnableKeyAsync(new EnableKeyRequest { KeyId = key.KeyId }, Cancel));
        await FailsAsync<KMSInvalidStateException>("KMSInvalidStateException", () => ScheduleAsync(key));

        await Kms.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = key.KeyId }, Cancel);
        Assert.Equal(KeyState.Disabled, await StateAsync(key));
        await Kms.EnableKeyAsync(new EnableKeyRequest { KeyId = key.KeyId }, Cancel);
        Assert.Equal(Secret, (await DecryptAsync(encrypted)).Plaintext.ToArray());
        KMSInvalidStateException notPending = await FailsAsync<KMSInvalidStateException>(
            "KMSInvalidStateException", () => Kms.CancelKeyDeletionAsync(new CancelKeyDeletionRequest { KeyId = key.KeyId }, Cancel));
        Assert.Equal($"{key.Arn} is not pending deletion.", notPending.Message);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_when_its_waiting_period_is_over()
    {
        using AmazonKeyManagementServiceClient kms = Client(retries: 1);
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);
        await ScheduleAsync(key);

        _clock.Offset = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);

        // The client finds its clock wrong once, corrects itself by the Date of the answer and asks again.
        NotFoundException error = await FailsAsync<NotFoundException>(
            "NotFoundException", () => kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyId }, Cancel));
        Assert.Equal($"Key '{key.Arn}' does not exist", error.Message);
        AmazonKeyManagementServiceException denied = await FailsAsync(
            "AccessDeniedException", () => kms.DecryptAsync(new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob }, Cancel));
        Assert.Contains("does not exist in this region", denied.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(31)]
    public async Task A_waiting_period_has_seven_to_thirty_days(int days)
    {
        KeyMetadata key = await NewKeyAsync();

        await FailsAsync("ValidationException", () => Kms.ScheduleKeyDeletionAsync(
            new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = days }, Cancel));

        Assert.Equal(KeyState.Enabled, await StateAsync(key));
    }

    private Task<ScheduleKeyDeletionResponse> ScheduleAsync(KeyMetadata key) => Kms.ScheduleKeyDeletionAsync(
        new ScheduleKeyDeletionRequest { KeyId = key.KeyId, PendingWindowInDays = 7 }, Cancel);

    private async Task<KeyState> StateAsync(KeyMetadata key) =>
        (await Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyId }, Cancel)).KeyMetadata.KeyState;
}
