using System;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class DataKeyTests : KmsTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(1024)]
    public async Task A_data_key_has_the_length_asked_for_and_comes_back_from_its_ciphertext(int length)
    {
        KeyMetadata key = await NewKeyAsync();

        GenerateDataKeyResponse made = await Kms.GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = key.KeyId, NumberOfBytes = length, EncryptionContext = Context(("a", "b")) }, Cancel);
        DecryptResponse opened = await Kms.DecryptAsync(
            new DecryptRequest { KeyId = key.KeyId, CiphertextBlob = made.CiphertextBlob, EncryptionContext = Context(("a", "b")) }, Cancel);

        Assert.Equal(key.Arn, made.KeyId);
        Assert.Equal(length, made.Plaintext.Length);
        Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
        Assert.Equal(key.Arn, opened.KeyId);
    }

    [Fact]
    public async Task A_data_key_can_be_asked_for_by_its_kind()
    {
        KeyMetadata key = await NewKeyAsync();

        Assert.Equal(32, (await GenerateAsync(key, DataKeySpec.AES_256)).Plaintext.Length);
        Assert.Equal(16, (await GenerateAsync(key, DataKeySpec.AES_128)).Plaintext.Length);
    }

    [Fact]
    public async Task No_two_data_keys_are_the_same()
    {
        KeyMetadata key = await NewKeyAsync();

        GenerateDataKeyResponse one = await GenerateAsync(key, DataKeySpec.AES_256);
        GenerateDataKeyResponse other = await GenerateAsync(key, DataKeySpec.AES_256);

        Assert.NotEqual(one.Plaintext.ToArray(), other.Plaintext.ToArray());
        Assert.NotEqual(one.CiphertextBlob.ToArray(), other.CiphertextBlob.ToArray());
        Assert.Equal(-1, one.CiphertextBlob.ToArray().AsSpan().IndexOf(one.Plaintext.ToArray()));
    }

    [Fact]
    public async Task A_data_key_without_its_plaintext_can_be_opened_later()
    {
        KeyMetadata key = await NewKeyAsync();

        GenerateDataKeyWithoutPlaintextResponse made = await Kms.GenerateDataKeyWithoutPlaintextAsync(
            new GenerateDataKeyWithoutPlaintextRequest { KeyId = key.KeyId, KeySpec = DataKeySpec.AES_256 }, Cancel);

        Assert.Equal(key.Arn, made.KeyId);
        Assert.Equal(32, (await Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = made.CiphertextBlob }, Cancel)).Plaintext.Length);
    }

    [Theory]
    [InlineData(0, "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(1025, "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024")]
    public async Task A_data_key_has_1_to_1024_bytes(int length, string message)
    {
        KeyMetadata key = await NewKeyAsync();

        AmazonKeyManagementServiceException error = await FailsAsync("ValidationException", () => Kms.GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = key.KeyId, NumberOfBytes = length }, Cancel));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task A_data_key_needs_either_a_kind_or_a_length()
    {
        KeyMetadata key = await NewKeyAsync();
        GenerateDataKeyRequest neither = new() { KeyId = key.KeyId };
        GenerateDataKeyRequest both = new() { KeyId = key.KeyId, NumberOfBytes = 32, KeySpec = DataKeySpec.AES_256 };
        GenerateDataKeyRequest unknown = new() { KeyId = key.KeyId, KeySpec = "AES_512" };

        Assert.Equal(
            "Please specify either number of bytes or key spec.",
            (await FailsAsync("ValidationException", () => Kms.GenerateDataKeyAsync(neither, Cancel))).Message);
        await FailsAsync("ValidationException", () => Kms.GenerateDataKeyAsync(both, Cancel));
        await FailsAsync("ValidationException", () => Kms.GenerateDataKeyAsync(unknown, Cancel));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_does_nothing()
    {
        KeyMetadata key = await NewKeyAsync();
        GenerateDataKeyRequest request = new() { KeyId = key.KeyId, NumberOfBytes = 32, DryRun = true };

        await FailsAsync<DryRunOperationException>("DryRunOperationException", () => Kms.GenerateDataKeyAsync(request, Cancel));
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId }, Cancel);
        await FailsAsync<DisabledException>("DisabledException", () => Kms.GenerateDataKeyAsync(request, Cancel));
    }

    private Task<GenerateDataKeyResponse> GenerateAsync(KeyMetadata key, DataKeySpec spec) =>
        Kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key.KeyId, KeySpec = spec }, Cancel);
}
