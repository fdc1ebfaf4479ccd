using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>What data key caching costs by itself, and small messages with it.</summary>
internal static class CachingBenchmarks
{
    private const int PlaintextLength = 1024;
    private const double HitTarget = 2;
    private const double MessageTarget = 1.6;
    private const double SignedTarget = 1.3;
    private const long AllocationTarget = 200;

    internal static bool Run()
    {
        using RawAesKeyring keyring = new("benchmarks", "key", RandomNumberGenerator.GetBytes(32));
        using CachingMaterialsManager manager = new(keyring, new CachingThresholds(TimeSpan.FromHours(1)), cache: null);
        EncryptionContext context = EncryptionContext.Create(
            [new KeyValuePair<string, string>("Purpose", "benchmark"), new KeyValuePair<string, string>("Tenant", "4711")]);
        EncryptRequest encrypt = new(manager) { EncryptionContext = context, AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
        DecryptRequest decrypt = new(manager);
        EnvelopeClient client = new();
        byte[] plaintext = RandomNumberGenerator.GetBytes(PlaintextLength);
        EncryptedData sample = client.Encrypt(plaintext, encrypt);
        BareSequence bare = new(PlaintextLength, sample.Result.Header.Length, contextLength: 40);

        EncryptionMaterialsRequest request = new()
        {
            EncryptionContext = context,
            AlgorithmSuite = encrypt.AlgorithmSuite,
            MaxPlaintextLength = PlaintextLength,
        };
        bool met = Comparison.Run("hit, against the two SHA-512 of its id", () => Hit(manager, request), bare.HashId, HitTarget);
        met &= Comparison.Allocates("hit, materials and a task included", () => Hit(manager, request), AllocationTarget);
        met &= Comparison.Run("encrypt 1 KiB, against the bare sequence", () => client.Encrypt(plaintext, encrypt), bare.Encrypt, MessageTarget);
        met &= Comparison.Run("decrypt 1 KiB, against the bare sequence", () => client.Decrypt(sample.Message, decrypt), bare.Decrypt, MessageTarget);
        Comparison.Allocates("encrypt 1 KiB", () => client.Encrypt(plaintext, encrypt), target: null);
        Comparison.Allocates("decrypt 1 KiB", () => client.Decrypt(sample.Message, decrypt), target: null);
        met &= RunSigned(manager, client, plaintext);
        Console.WriteLine(manager.Statistics);
        return met;
    }

    /// <summary>With a signature, one operation outweighs everything else.</summary>
    private static bool RunSigned(CachingMaterialsManager manager, EnvelopeClient client, byte[] plaintext)
    {
        EncryptRequest encrypt = new(manager) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384 };
        DecryptRequest decrypt = new(manager);
        byte[] message = client.Encrypt(plaintext, encrypt).Message;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] digest = SHA384.HashData(plaintext);
        byte[] signature = key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
        bool met = Comparison.Run("encrypt 1 KiB signed, against one signature", () => client.Encrypt(plaintext, encrypt), () => key.SignHash(digest), SignedTarget);
        met &= Comparison.Run(
            "decrypt 1 KiB signed, against one verification",
            () => client.Decrypt(message, decrypt),
            () => key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence),
            SignedTarget);
        return met;
    }

    private static void Hit(CachingMaterialsManager manager, EncryptionMaterialsRequest request) =>
        manager.GetEncryptionMaterialsAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult().Dispose();
}
