using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class RawAesKeyringTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Keys_of_each_length_wrap_data_keys_of_every_suite(int length)
    {
        byte[] key = RandomNumberGenerator.GetBytes(length);
        using RawAesKeyring writer = new("örtlich", "Schlüssel", key);
        using RawAesKeyring reader = new("örtlich", "Schlüssel", key);
        EncryptionContext context = EncryptionContext.Create([new("ключ", "значение")]);
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            EncryptedData message = suite.Client.Encrypt("text"u8, new(writer) { AlgorithmSuite = suite.Suite, EncryptionContext = context });
            DecryptedData data = suite.Client.Decrypt(message.Message, new DecryptRequest(reader));

            Assert.Equal("text"u8.ToArray(), data.Plaintext);
            Assert.Equal("örtlich", data.Result.UsedKey!.KeyProviderId);
            Assert.Equal("Schlüssel", data.Result.UsedKey.KeyId);
            Assert.False(data.Result.FromCache);
        }
    }

    [Fact]
    public void The_encrypted_data_key_is_laid_out_as_specified()
    {
        byte[] key = HandMadeMessage.Counting(32, 1);
        using RawAesKeyring keyring = new("ns", "name", key);
        EncryptionContext context = EncryptionContext.Create([new("a", "b")]);
        EncryptedData message = new EnvelopeClient().Encrypt(
            default, new(keyring) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, EncryptionContext = context });

        EncryptedDataKey edk = Assert.Single(message.Result.Header.EncryptedDataKeys);
        byte[] info = edk.KeyProviderInfo.ToArray();
        Assert.Equal("name"u8.ToArray(), info[..4]);
        Assert.Equal([0, 0, 0, 0x80, 0, 0, 0, 0x0C], info[4..12]);
        Assert.Equal(12 + 12, info.Length);
        byte[] wrapped = edk.Ciphertext.ToArray();
        byte[] dataKey = new byte[32];
        using AesGcm cipher = new(key, 16);
        cipher.Decrypt(info[12..], wrapped[..32], wrapped[32..], dataKey, HandMadeMessage.Serialize(("a"u8.ToArray(), "b"u8.ToArray())));
        Assert.Equal("ns: name", edk.ToString());

        // The unwrapped key is that of the message.
        Assert.Empty(new EnvelopeClient().Decrypt(message.Message, new DecryptRequest(new KnownDataKeyKeyring(dataKey))).Plaintext);
    }

    [Fact]
    public void Data_keys_and_nonces_are_new_each_time()
    {
        using RawAesKeyring keyring = new("ns", "k", new byte[32]);
        EncryptedDataKey first = new EnvelopeClient().Encrypt(default, new EncryptRequest(keyring)).Result.Header.EncryptedDataKeys[0];
        EncryptedDataKey second = new EnvelopeClient().Encrypt(default, new EncryptRequest(keyring)).Result.Header.EncryptedDataKeys[0];
        Assert.NotEqual(first.KeyProviderInfo.ToArray(), second.KeyProviderInfo.ToArray());
        Assert.NotEqual(first.Ciphertext.ToArray(), second.Ciphertext.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Keys_of_other_lengths_are_refused(int length)
    {
        KeyMaterialException error = Assert.Throws<KeyMaterialException>(() => new RawAesKeyring("ns", "k", new byte[length]));
        Assert.Equal(ErrorIds.InvalidWrappingKey, error.ErrorId);
    }

    [Fact]
    public void Names_that_mean_something_else_or_nothing_are_refused()
    {
        using RSA rsa = RSA.Create(1024);
        foreach ((string keyNamespace, string keyName) in ((string, string)[])
            [("aws-kms", "k"), ("aws-kms-rsa", "k"), ("aws-kmsx", "k"), ("", "k"), ("ns", ""), ("\uD800", "k"), ("ns", "\uDC00")])
        {
            Assert.Equal(
                ErrorIds.InvalidWrappingKey,
                Assert.Throws<KeyMaterialException>(() => new RawAesKeyring(keyNamespace, keyName, new byte[32])).ErrorId);
            Assert.Equal(
                ErrorIds.InvalidWrappingKey,
                Assert.Throws<KeyMaterialException>(() => new RawRsaKeyring(keyNamespace, keyName, RawRsaPadding.OaepSha256, rsa, rsa)).ErrorId);
        }

        using RawAesKeyring similar = new("AWS-kms", "k", new byte[32]);
        Assert.Equal("AWS-kms", similar.KeyNamespace);
    }

    [Fact]
    public void Names_may_be_as_long_as_documented()
    {
        string longest = new('n', 65_000);
        using RawAesKeyring keyring = new(longest, longest, new byte[32]);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(keyring)).Message;
        Assert.Equal("x"u8.ToArray(), new EnvelopeClient().Decrypt(message, new DecryptRequest(keyring)).Plaintext);
        Assert.Throws<KeyMaterialException>(() => new RawAesKeyring("ns", longest + "n", new byte[32]));
        Assert.Throws<KeyMaterialException>(() => new RawAesKeyring(longest + "n", "k", new byte[32]));
    }

    [Fact]
    public void Another_key_of_the_same_name_is_an_unwrap_failure_that_says_so()
    {
        using RawAesKeyring writer = new("ns", "k", RandomNumberGenerator.GetBytes(32));
        using RawAesKeyring reader = new("ns", "k", RandomNumberGenerator.GetBytes(32));
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(writer)).Message;

        DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(reader)));

        Assert.Equal(ErrorIds.DataKeyUnwrapFailed, error.ErrorId);
        DataKeyFailure failure = Assert.Single(error.Failures);
        Assert.Equal(DataKeyFailureReason.UnwrapFailed, failure.Reason);
        Assert.Equal("ns: k", failure.KeyId);
        Assert.Equal(reader.ToString(), failure.Keyring);
        Assert.IsType<AuthenticationTagMismatchException>(error.InnerException);
    }

    [Theory]
    [InlineData("ns", "other")]
    [InlineData("other", "k")]
    [InlineData("NS", "k")]
    [InlineData("ns", "K")]
    public void A_key_of_another_name_is_no_matching_key_and_the_error_names_the_one_that_is_asked_for(string keyNamespace, string keyName)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using RawAesKeyring writer = new("ns", "k", key);
        using RawAesKeyring reader = new(keyNamespace, keyName, key);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(writer)).Message;

        DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(reader)));

        Assert.Equal(ErrorIds.NoMatchingKey, error.ErrorId);
        Assert.Equal(DataKeyFailureReason.NotThisKey, Assert.Single(error.Failures).Reason);
        Assert.Contains("ns: k", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_context_does_not_open_the_data_key()
    {
        using RawAesKeyring keyring = new("ns", "k", new byte[32]);
        byte[] message = new EnvelopeClient().Encrypt(
            "x"u8, new(keyring) { EncryptionContext = EncryptionContext.Create([new("name", "value")]) }).Message;
        message[message.AsSpan().IndexOf("value"u8)] ^= 1;

        DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(keyring)));

        Assert.Equal(ErrorIds.DataKeyUnwrapFailed, error.ErrorId);
    }

    [Fact]
    public void An_encrypted_data_key_of_the_wrong_length_does_not_serve()
    {
        using RawAesKeyring keyring = new("ns", "k", new byte[32]);
        byte[] info = [.. "k"u8, 0, 0, 0, 0x80, 0, 0, 0, 0x0C, .. new byte[12]];
        foreach (int length in (int[])[0, 15, 16, 32, 47, 49, 65_535])
        {
            using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
            message.Keys[0] = ("ns"u8.ToArray(), info, new byte[length]);
            byte[] bytes = message.AddFinalFrame(1, []).Build();

            DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(bytes, new DecryptRequest(keyring)));

            Assert.Equal(DataKeyFailureReason.WrongDataKeyLength, Assert.Single(error.Failures).Reason);
            Assert.Equal(ErrorIds.DataKeyUnwrapFailed, error.ErrorId);
        }
    }

    [Fact]
    public void A_message_that_names_many_strange_keys_makes_an_error_that_can_be_printed()
    {
        using RawAesKeyring keyring = new("ns", "k", new byte[32]);
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        (byte[], byte[], byte[]) strange = ("\u001b[31mred\r\n\u202e"u8.ToArray(), new byte[60_000], []);
        message.Keys.Clear();
        message.Keys.AddRange(System.Linq.Enumerable.Repeat(strange, 500));
        byte[] bytes = message.AddFinalFrame(1, []).Build();

        DataKeyException error = Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(bytes, new DecryptRequest(keyring)));

        Assert.Equal(500, error.Failures.Count);
        Assert.InRange(error.Message.Length, 1000, 100_000);
        Assert.Contains("and 450 more", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.DoesNotContain('\u202e', error.Message);
        Assert.DoesNotContain('\0', error.Message);
        Assert.Equal(52, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_candidate_that_does_not_open_is_not_final()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using RawAesKeyring good = new("ns", "k", key);
        using RawAesKeyring bad = new("ns", "k", RandomNumberGenerator.GetBytes(32));
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(new MultiKeyring(bad, [good]))).Message;

        DecryptedData data = new EnvelopeClient().Decrypt(message, new DecryptRequest(good));

        Assert.Equal("x"u8.ToArray(), data.Plaintext);
        Assert.Same(data.Result.Header.EncryptedDataKeys[1], data.Result.UsedKey);
    }
}
