using System;
using System.IO;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class CipherTests : KmsTest
{
    [Fact]
    public async Task What_is_encrypted_is_decrypted_with_and_without_naming_the_key()
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(key.KeyId);

        DecryptResponse unnamed = await DecryptAsync(encrypted);
        DecryptResponse named = await Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob, KeyId = key.Arn }, Cancel);

        Assert.Equal(Secret, unnamed.Plaintext.ToArray());
        Assert.Equal(Secret, named.Plaintext.ToArray());
        Assert.Equal(key.Arn, unnamed.KeyId);
        Assert.Equal(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT, named.EncryptionAlgorithm);
        Assert.Equal(-1, encrypted.CiphertextBlob.ToArray().AsSpan().IndexOf(Secret));
    }

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4097, "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096")]
    [InlineData(0, "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    public async Task A_plaintext_has_1_to_4096_bytes(int length, string? message)
    {
        KeyMetadata key = await NewKeyAsync();
        EncryptRequest request = new() { KeyId = key.KeyId, Plaintext = new MemoryStream(new byte[length]) };

        if (message is null)
        {
            EncryptResponse encrypted = await Kms.EncryptAsync(request, Cancel);
            Assert.InRange(encrypted.CiphertextBlob.Length, length, 6144);
            Assert.Equal(length, (await DecryptAsync(encrypted)).Plaintext.Length);
        }
        else
        {
            Assert.Equal(message, (await FailsAsync("ValidationException", () => Kms.EncryptAsync(request, Cancel))).Message);
        }
    }

    [Fact]
    public async Task The_same_plaintext_is_encrypted_otherwise_each_time()
    {
        KeyMetadata key = await NewKeyAsync();

        byte[] one = (await EncryptAsync(key.KeyId)).CiphertextBlob.ToArray();
        byte[] other = (await EncryptAsync(key.KeyId)).CiphertextBlob.ToArray();

        Assert.Equal(one.Length, other.Length);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public async Task Another_key_than_the_right_one_is_incorrect()
    {
        KeyMetadata right = await NewKeyAsync();
        KeyMetadata wrong = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(right.KeyId);

        IncorrectKeyException error = await FailsAsync<IncorrectKeyException>("IncorrectKeyException", () => Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob, KeyId = wrong.Arn }, Cancel));

        Assert.Equal("The key ID in the request does not identify a CMK that can perform this operation.", error.Message);
    }

    [Fact]
    public async Task A_ciphertext_with_any_byte_changed_opens_nowhere()
    {
        KeyMetadata key = await NewKeyAsync();
        byte[] blob = (await EncryptAsync(key.KeyId)).CiphertextBlob.ToArray();

        for (int i = 0; i < blob.Length; i++)
        {
            byte[] damaged = (byte[])blob.Clone();
            damaged[i] ^= 0x01;
            DecryptRequest unnamed = new() { CiphertextBlob = new MemoryStream(damaged) };
            DecryptRequest named = new() { CiphertextBlob = new MemoryStream(damaged), KeyId = key.KeyId };

            AmazonKeyManagementServiceException one = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(
                () => Kms.DecryptAsync(unnamed, Cancel));
            AmazonKeyManagementServiceException other = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(
                () => Kms.DecryptAsync(named, Cancel));
            Assert.Contains(one.ErrorCode, (string[])["InvalidCiphertextException", "AccessDeniedException"]);
            Assert.Contains(other.ErrorCode, (string[])["InvalidCiphertextException", "IncorrectKeyException"]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(6144)]
    public async Task What_is_no_ciphertext_is_invalid(int length)
    {
        KeyMetadata key = await NewKeyAsync();
        byte[] noise = new byte[length];
        Array.Fill(noise, (byte)0xA5);

        await FailsAsync<InvalidCiphertextException>("InvalidCiphertextException", () => Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = new MemoryStream(noise) }, Cancel));
        await FailsAsync<InvalidCiphertextException>("InvalidCiphertextException", () => Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = new MemoryStream(noise), KeyId = key.KeyId }, Cancel));
    }

    [Fact]
    public async Task A_ciphertext_has_6144_bytes_at_most()
    {
        await FailsAsync("ValidationException", () => Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = new MemoryStream(new byte[6145]) }, Cancel));
    }

    [Fact]
    public async Task A_ciphertext_moves_to_another_key_and_context()
    {
        KeyMetadata from = await NewKeyAsync();
        KeyMetadata to = await NewKeyAsync();
        EncryptResponse encrypted = await EncryptAsync(from.KeyId, ("stage", "old"));
        ReEncryptRequest request = new()
        {
            CiphertextBlob = encrypted.CiphertextBlob,
            SourceKeyId = from.Arn,
            SourceEncryptionContext = Context(("stage", "old")),
            DestinationKeyId = to.KeyId,
            DestinationEncryptionContext = Context(("stage", "new")),
        };

        ReEncryptResponse moved = await Kms.ReEncryptAsync(request, Cancel);

        Assert.Equal(from.Arn, moved.SourceKeyId);
        Assert.Equal(to.Arn, moved.KeyId);
        DecryptResponse opened = await Kms.DecryptAsync(
            new DecryptRequest { CiphertextBlob = moved.CiphertextBlob, KeyId = to.Arn, EncryptionContext = Context(("stage", "new")) }, Cancel);
        Assert.Equal(Secret, opened.Plaintext.ToArray());
        request.SourceEncryptionContext = Context(("stage", "new"));
        await FailsAsync<InvalidCiphertextException>("InvalidCiphertextException", () => Kms.ReEncryptAsync(request, Cancel));
        request.SourceKeyId = to.Arn;
        await FailsAsync<IncorrectKeyException>("IncorrectKeyException", () => Kms.ReEncryptAsync(request, Cancel));
    }

    [Fact]
    public async Task An_asymmetric_algorithm_does_not_fit_the_key()
    {
        KeyMetadata key = await NewKeyAsync();

        await FailsAsync<InvalidKeyUsageException>("InvalidKeyUsageException", () => Kms.EncryptAsync(
            new EncryptRequest { KeyId = key.KeyId, Plaintext = new(Secret), EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 },
            Cancel));
    }
}
