using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class RawRsaKeyringTests
{
    /// <summary>Keys take long to make: one for all tests, and another that is not it.</summary>
    private static readonly RSA Key = RSA.Create(2048);

    private static readonly RSA AnotherKey = RSA.Create(2048);

    public static TheoryData<RawRsaPadding> Paddings() => [.. Enum.GetValues<RawRsaPadding>()];

    [Theory]
    [MemberData(nameof(Paddings))]
    public void Each_padding_wraps_data_keys_of_every_suite(RawRsaPadding padding)
    {
        using RawRsaKeyring writer = new("ns", "k", padding, PublicOnly(), privateKey: null);
        using RawRsaKeyring reader = new("ns", "k", padding, publicKey: null, Copy(Key));
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            EncryptedData message = suite.Client.Encrypt("text"u8, new(writer) { AlgorithmSuite = suite.Suite });
            Assert.Equal("text"u8.ToArray(), suite.Client.Decrypt(message.Message, new DecryptRequest(reader)).Plaintext);
            Assert.Equal("k", message.Result.Header.EncryptedDataKeys[0].KeyId);
            Assert.Equal(256, message.Result.Header.EncryptedDataKeys[0].Ciphertext.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Paddings))]
    public void What_a_keyring_wraps_the_framework_unwraps_with_the_padding_of_that_name(RawRsaPadding padding)
    {
        RSAEncryptionPadding expected = padding switch
        {
            RawRsaPadding.Pkcs1 => RSAEncryptionPadding.Pkcs1,
            RawRsaPadding.OaepSha1 => RSAEncryptionPadding.OaepSHA1,
            RawRsaPadding.OaepSha256 => RSAEncryptionPadding.OaepSHA256,
            RawRsaPadding.OaepSha384 => RSAEncryptionPadding.OaepSHA384,
            RawRsaPadding.OaepSha512 => RSAEncryptionPadding.OaepSHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(padding)),
        };
        using RawRsaKeyring writer = new("ns", "k", padding, PublicOnly(), privateKey: null);
        EncryptedData message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(writer));

        byte[] dataKey = Key.Decrypt(message.Result.Header.EncryptedDataKeys[0].Ciphertext.ToArray(), expected);

        Assert.Equal("x"u8.ToArray(), new EnvelopeClient().Decrypt(message.Message, new DecryptRequest(new KnownDataKeyKeyring(dataKey))).Plaintext);
    }

    [Fact]
    public void A_keyring_with_a_public_key_alone_encrypts_and_says_that_it_cannot_decrypt()
    {
        using RawRsaKeyring keyring = new("ns", "k", RawRsaPadding.OaepSha256, PublicOnly(), privateKey: null);
        Assert.True(keyring.CanEncrypt);
        Assert.False(keyring.CanDecrypt);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring)).Message;

        DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(keyring)));

        Assert.Equal(ErrorIds.NoMatchingKey, error.ErrorId);
        Assert.Equal(DataKeyFailureReason.CannotDecrypt, Assert.Single(error.Failures).Reason);
    }

    [Fact]
    public void A_keyring_with_a_private_key_alone_does_not_encrypt()
    {
        using RawRsaKeyring keyring = new("ns", "k", RawRsaPadding.OaepSha256, publicKey: null, Copy(Key));
        Assert.False(keyring.CanEncrypt);
        Assert.True(keyring.CanDecrypt);

        KeyMaterialException error = Assert.Throws<KeyMaterialException>(() => new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring)));

        Assert.Equal(ErrorIds.KeyringCannotEncrypt, error.ErrorId);
    }

    [Fact]
    public void A_keyring_without_a_key_is_refused() => Assert.Equal(
        ErrorIds.InvalidWrappingKey,
        Assert.Throws<KeyMaterialException>(() => new RawRsaKeyring("ns", "k", RawRsaPadding.OaepSha256, publicKey: null, privateKey: null)).ErrorId);

    [Fact]
    public void A_value_that_is_no_padding_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RawRsaKeyring("ns", "k", (RawRsaPadding)5, PublicOnly(), privateKey: null));

    [Fact]
    public void Another_key_or_padding_is_an_unwrap_failure_that_tells_nothing_more()
    {
        using RawRsaKeyring writer = new("ns", "k", RawRsaPadding.OaepSha256, PublicOnly(), privateKey: null);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(writer)).Message;
        foreach (RawRsaKeyring reader in (RawRsaKeyring[])
            [
                new("ns", "k", RawRsaPadding.OaepSha256, publicKey: null, Copy(AnotherKey)),
                new("ns", "k", RawRsaPadding.OaepSha1, publicKey: null, Copy(Key)),
                new("ns", "k", RawRsaPadding.OaepSha384, publicKey: null, Copy(Key)),
            ])
        {
            using (reader)
            {
                DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(reader)));
                Assert.Equal(ErrorIds.DataKeyUnwrapFailed, error.ErrorId);
                Assert.Equal(DataKeyFailureReason.UnwrapFailed, Assert.Single(error.Failures).Reason);
                Assert.Null(error.InnerException);
            }
        }
    }

    [Fact]
    public void A_damaged_data_key_under_PKCS1_is_refused_whatever_the_platform_makes_of_it()
    {
        using RawRsaKeyring keyring = new("ns", "k", RawRsaPadding.Pkcs1, PublicOnly(), Copy(Key));
        EncryptedData message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring));
        int at = message.Message.AsSpan().IndexOf(message.Result.Header.EncryptedDataKeys[0].Ciphertext.Span);
        for (int i = 0; i < 64; i++)
        {
            byte[] damaged = [.. message.Message];
            damaged[at + (i * 4)] ^= 0x40;
            EnvelopeCryptoException error = Assert.ThrowsAny<EnvelopeCryptoException>(
                () => new EnvelopeClient().Decrypt(damaged, new DecryptRequest(keyring)));

            // A platform that hides the failure hands out a random key, which the commitment finds.
            Assert.Contains(error.ErrorId, (string[])[ErrorIds.DataKeyUnwrapFailed, ErrorIds.CommitmentMismatch]);
        }
    }

    /// <summary>Whether the padding is wrong, the content too short or too long, or the number no number below the modulus: nobody can tell.</summary>
    [Fact]
    public void All_that_is_wrong_with_a_data_key_under_PKCS1_looks_the_same()
    {
        using RawRsaKeyring keyring = new("ns", "k", RawRsaPadding.Pkcs1, PublicOnly(), Copy(Key));
        EncryptedData message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring));
        byte[] wrapped = message.Result.Header.EncryptedDataKeys[0].Ciphertext.ToArray();
        int at = message.Message.AsSpan().IndexOf(wrapped);
        List<(string Id, string Text, string Failures, string Calls, string? Cause)> seen = [];
        foreach (byte[] wrong in (byte[][])
            [
                Key.Encrypt(new byte[16], RSAEncryptionPadding.Pkcs1),
                Key.Encrypt(new byte[31], RSAEncryptionPadding.Pkcs1),
                Key.Encrypt(new byte[33], RSAEncryptionPadding.Pkcs1),
                Key.Encrypt([], RSAEncryptionPadding.Pkcs1),
                Key.Encrypt(new byte[32], RSAEncryptionPadding.OaepSHA256),
                AnotherKey.Encrypt(new byte[16], RSAEncryptionPadding.Pkcs1),
                Enumerable.Repeat((byte)0xFF, wrapped.Length).ToArray(),
                new byte[wrapped.Length],
            ])
        {
            wrong.CopyTo(message.Message, at);
            List<string> calls = [];
            ScriptedKeyring before = new("before") { OnDecrypt = (_, keys) => calls.Add($"before {keys.Count}") };
            ScriptedKeyring after = new("after") { OnDecrypt = (_, keys) => calls.Add($"after {keys.Count}") };
            MultiKeyring all = new(generator: null, [before, keyring, after]);
            DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message.Message, new DecryptRequest(all)));
            seen.Add((error.ErrorId, error.Message, string.Join("|", error.Failures), string.Join(", ", calls), error.InnerException?.ToString()));
        }

        Assert.Equal(ErrorIds.DataKeyUnwrapFailed, seen[0].Id);
        Assert.Equal("before 1, after 1", seen[0].Calls);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public void A_key_too_short_for_the_padding_says_that_it_could_not_wrap()
    {
        using RawRsaKeyring keyring = new("ns", "k", RawRsaPadding.OaepSha512, RSA.Create(1024), privateKey: null);

        KeyMaterialException error = Assert.Throws<KeyMaterialException>(() => new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring)));

        Assert.Equal(ErrorIds.DataKeyWrapFailed, error.ErrorId);
        Assert.IsAssignableFrom<CryptographicException>(error.InnerException);
    }

    [Fact]
    public void Provider_id_and_info_must_both_be_equal()
    {
        using RawRsaKeyring writer = new("ns", "k", RawRsaPadding.OaepSha256, PublicOnly(), privateKey: null);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(writer)).Message;
        foreach ((string keyNamespace, string keyName) in ((string, string)[])[("ns", "k2"), ("ns2", "k"), ("ns", "K")])
        {
            using RawRsaKeyring reader = new(keyNamespace, keyName, RawRsaPadding.OaepSha256, publicKey: null, Copy(Key));
            DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(reader)));
            Assert.Equal(ErrorIds.NoMatchingKey, error.ErrorId);
        }
    }

    private static RSA Copy(RSA rsa) => RSA.Create(rsa.ExportParameters(includePrivateParameters: true));

    private static RSA PublicOnly() => RSA.Create(Key.ExportParameters(includePrivateParameters: false));
}
