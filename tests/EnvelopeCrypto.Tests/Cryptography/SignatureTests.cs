using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class SignatureTests
{
    public static TheoryData<AlgorithmSuite, int> SigningSuites() => new()
    {
        { AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256, 71 },
        { AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, 103 },
    };

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public void Signatures_always_have_the_one_length_and_verify(AlgorithmSuite suite, int length)
    {
        AlgorithmSuiteInfo info = AlgorithmSuiteInfo.Get(suite);
        using MessageSigningKey key = new(info);
        using MessageVerificationKey verification = MessageVerificationKey.Import(info, key.PublicKey);
        byte[] digest = new byte[suite == AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256 ? 32 : 48];
        for (int i = 0; i < 200; i++)
        {
            RandomNumberGenerator.Fill(digest);
            byte[] signature = key.Sign(digest);
            Assert.Equal(length, signature.Length);
            verification.Verify(digest, signature);

            digest[i % digest.Length] ^= 0x10;
            MessageAuthenticationException error = Assert.Throws<MessageAuthenticationException>(
                () => verification.Verify(digest, signature));
            Assert.Equal(ErrorIds.SignatureMismatch, error.ErrorId);
        }
    }

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public void Signatures_of_other_lengths_are_read(AlgorithmSuite suite, int length)
    {
        AlgorithmSuiteInfo info = AlgorithmSuiteInfo.Get(suite);
        using ECDsa key = ECDsa.Create(SuiteFacts.Of(suite).Curve);
        ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;
        string publicKey = Convert.ToBase64String([(byte)(2 + (q.Y![^1] & 1)), .. q.X!]);
        using MessageVerificationKey verification = MessageVerificationKey.Import(info, publicKey);
        byte[] digest = new byte[32];
        int other = 0;
        for (int i = 0; i < 60; i++)
        {
            digest[0] = (byte)i;
            byte[] signature = key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
            other += signature.Length == length ? 0 : 1;
            verification.Verify(digest, signature);
        }

        Assert.True(other > 0, "Sixty signatures in a row all had the same length: the test is not about what it says.");
    }

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public void Another_key_of_the_same_curve_does_not_verify(AlgorithmSuite suite, int length)
    {
        AlgorithmSuiteInfo info = AlgorithmSuiteInfo.Get(suite);
        using MessageSigningKey key = new(info);
        using MessageSigningKey another = new(info);
        using MessageVerificationKey verification = MessageVerificationKey.Import(info, another.PublicKey);
        byte[] signature = key.Sign(new byte[32]);
        Assert.Equal(length, signature.Length);

        Assert.Throws<MessageAuthenticationException>(() => verification.Verify(new byte[32], signature));
    }

    [Theory]
    [MemberData(nameof(SigningSuites))]
    public void A_key_that_is_no_point_is_refused_as_a_fault_of_the_message(AlgorithmSuite suite, int length)
    {
        AlgorithmSuiteInfo info = AlgorithmSuiteInfo.Get(suite);
        int field = length == 71 ? 32 : 48;
        byte[] notOnCurve = FindNotOnCurve(info, field);
        byte[] beyondPrime = new byte[1 + field];
        beyondPrime.AsSpan().Fill(0xFF);
        beyondPrime[0] = 2;
        byte[] uncompressed = new byte[1 + field];
        uncompressed[0] = 4;
        byte[] infinity = [0];
        byte[] tooLong = new byte[100];
        foreach (byte[] point in (byte[][])[notOnCurve, beyondPrime, uncompressed, infinity, tooLong, []])
        {
            MessageAuthenticationException error = Assert.Throws<MessageAuthenticationException>(
                () => MessageVerificationKey.Import(info, Convert.ToBase64String(point)));
            Assert.Equal(ErrorIds.SignatureMismatch, error.ErrorId);
        }

        Assert.Throws<MessageAuthenticationException>(() => MessageVerificationKey.Import(info, "***"));
    }

    [Fact]
    public void Each_message_has_a_key_of_its_own()
    {
        KnownDataKeyKeyring keyring = new(new byte[32]);
        EnvelopeClient client = new();
        string first = client.Encrypt(default, new EncryptRequest(keyring)).Result.Header.EncryptionContext["aws-crypto-public-key"];
        string second = client.Encrypt(default, new EncryptRequest(keyring)).Result.Header.EncryptionContext["aws-crypto-public-key"];

        Assert.NotEqual(first, second);
        Assert.Equal(49, Convert.FromBase64String(first).Length);
    }

    private static byte[] FindNotOnCurve(AlgorithmSuiteInfo info, int field)
    {
        EllipticCurve curve = EllipticCurve.ForSignatureHash(info.SignatureHash);
        byte[] point = new byte[1 + field];
        point[0] = 2;
        while (curve.TryDecompress(point, out _))
        {
            point[^1]++;
        }

        return point;
    }
}
