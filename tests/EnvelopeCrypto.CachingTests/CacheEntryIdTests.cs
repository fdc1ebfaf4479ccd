using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>message-format: which requests share an entry.</summary>
public sealed class CacheEntryIdTests
{
    private static readonly EncryptedDataKey KeyA = new("provider", Encoding.UTF8.GetBytes("info"), new byte[] { 1 });
    private static readonly EncryptedDataKey KeyB = new("provider", Encoding.UTF8.GetBytes("info"), new byte[] { 2 });
    private static readonly EncryptedDataKey KeyC = new("provider", Encoding.UTF8.GetBytes("inf"), new byte[] { (byte)'o', 1 });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_published_ids_are_met(int index)
    {
        JsonElement vector = PublishedIds.Read(index);
        CacheEntryIds ids = new(vector.GetProperty("partitionId").GetString()!);
        AlgorithmSuite? suite = vector.GetProperty("suite").GetString() is { } text
            ? (AlgorithmSuite)int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
        EncryptionContext context = EncryptionContext.Create(
            vector.GetProperty("encryptionContext").EnumerateObject().Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value.GetString()!)));
        EncryptedDataKey[] keys = [.. vector.GetProperty("edks").EnumerateArray().Select(ReadKey)];

        CacheEntryId id = vector.GetProperty("kind").GetString() == "enc"
            ? ids.ForEncryption(new EncryptionMaterialsRequest { AlgorithmSuite = suite, EncryptionContext = context })
            : ids.ForDecryption(new DecryptionMaterialsRequest(suite!.Value, keys, context));

        Assert.Equal(vector.GetProperty("expected_b64").GetString(), Convert.ToBase64String(id.ToArray()));
    }

    [Fact]
    public void Requests_for_encryption_that_differ_in_anything_that_matters_have_different_ids()
    {
        EncryptionContext one = Scene.Context("1");
        CacheEntryId[] ids =
        [
            Encryption("p", null, one),
            Encryption("q", null, one),
            Encryption("p", null, EncryptionContext.Empty),
            Encryption("p", null, Scene.Context("2")),
            Encryption("p", AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, one),
            Encryption("p", AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, one),
            Encryption("p", null, one, CommitmentPolicy.ForbidEncryptAllowDecrypt),
            Encryption("p", null, one, required: "Tenant"),
            Encryption("p", null, one, CommitmentPolicy.ForbidEncryptAllowDecrypt, "Tenant"),
            Decryption([KeyA], one),
            Decryption([KeyB], one),
            Decryption([KeyC], one),
            Decryption([KeyA, KeyB], one),
            Decryption([KeyA], EncryptionContext.Empty),
            Decryption([KeyA], EncryptionContext.Empty, reproduced: one),
            Decryption([KeyA], one, reproduced: one),
            Decryption([KeyA], one, AlgorithmSuite.Aes256GcmHkdfSha256),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Requests_that_differ_only_in_length_or_between_policies_with_the_same_default_share_an_id()
    {
        CacheEntryIds ids = new("p");
        CacheEntryId one = ids.ForEncryption(Scene.Request(length: 1, suite: null));

        Assert.Equal(one, ids.ForEncryption(Scene.Request(length: 2, suite: null)));
        Assert.Equal(one, ids.ForEncryption(Scene.Request(suite: null, policy: CommitmentPolicy.RequireEncryptAllowDecrypt)));
    }

    [Fact]
    public void A_suite_that_is_asked_for_makes_the_policy_irrelevant_to_the_id()
    {
        CacheEntryIds ids = new("p");

        Assert.Equal(
            ids.ForEncryption(Scene.Request(policy: CommitmentPolicy.RequireEncryptRequireDecrypt)),
            ids.ForEncryption(Scene.Request(policy: CommitmentPolicy.ForbidEncryptAllowDecrypt)));
    }

    [Fact]
    public void The_order_of_encrypted_data_keys_does_not_matter() =>
        Assert.Equal(Decryption([KeyA, KeyB, KeyC], EncryptionContext.Empty), Decryption([KeyC, KeyA, KeyB], EncryptionContext.Empty));

    [Fact]
    public void Equal_encrypted_data_keys_are_counted_each() =>
        Assert.NotEqual(Decryption([KeyA, KeyA], EncryptionContext.Empty), Decryption([KeyA], EncryptionContext.Empty));

    [Fact]
    public void Hundreds_of_encrypted_data_keys_and_large_ones_have_an_id()
    {
        EncryptedDataKey[] many = [.. Enumerable.Range(0, 300).Select(i => new EncryptedDataKey("provider", BitConverter.GetBytes(i), new byte[5000 + i]))];

        CacheEntryId id = Decryption(many, EncryptionContext.Empty);

        Assert.Equal(id, Decryption([.. many.Reverse()], EncryptionContext.Empty));
        Assert.NotEqual(id, Decryption(many[1..], EncryptionContext.Empty));
    }

    [Fact]
    public void An_id_is_a_value_with_128_hexadecimal_digits()
    {
        CacheEntryId id = Encryption("p", null, EncryptionContext.Empty);
        CacheEntryId same = Encryption("p", null, EncryptionContext.Empty);

        Assert.True(id == same);
        Assert.False(id != same);
        Assert.True(id.Equals((object)same));
        Assert.Equal(id.GetHashCode(), same.GetHashCode());
        Assert.Equal(128, id.ToString().Length);
        Assert.Equal(Convert.FromHexString(id.ToString()), id.ToArray());
    }

    [Fact]
    public void A_partition_id_that_is_empty_or_no_unicode_is_refused()
    {
        Assert.Throws<ArgumentException>(static () => new Scene(partition: ""));
        Assert.Throws<ArgumentException>(static () => new Scene(partition: "a\ud800"));
    }

    private static EncryptedDataKey ReadKey(JsonElement key) => new(
        key.GetProperty("providerId_b64").GetBytesFromBase64(),
        key.GetProperty("providerInfo_b64").GetBytesFromBase64(),
        key.GetProperty("ciphertext_b64").GetBytesFromBase64());

    private static CacheEntryId Encryption(
        string partition,
        AlgorithmSuite? suite,
        EncryptionContext context,
        CommitmentPolicy policy = CommitmentPolicy.RequireEncryptRequireDecrypt,
        params string[] required) =>
        new CacheEntryIds(partition).ForEncryption(Scene.Request(context: context, suite: suite, policy: policy, required: required));

    private static CacheEntryId Decryption(
        EncryptedDataKey[] keys,
        EncryptionContext stored,
        AlgorithmSuite suite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey,
        EncryptionContext? reproduced = null) =>
        new CacheEntryIds("p").ForDecryption(
            new DecryptionMaterialsRequest(suite, keys, stored) { ReproducedContext = reproduced ?? EncryptionContext.Empty });
}
