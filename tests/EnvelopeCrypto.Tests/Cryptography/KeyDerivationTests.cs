using System;
using System.Globalization;
using System.Text.Json;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class KeyDerivationTests
{
    [Fact]
    public void Content_keys_of_version_1_are_the_published_ones()
    {
        using JsonDocument vectors = SharedVectors.Open("key-derivation.json");
        int count = 0;
        foreach (JsonElement vector in vectors.RootElement.GetProperty("v1").EnumerateArray())
        {
            AlgorithmSuiteInfo suite = Suite(vector);
            using SecretBytes key = KeyDerivation.DeriveContentKey(suite, vector.Hex("dataKey"), vector.Hex("messageId"), default);
            Assert.Equal(vector.Hex("contentKey"), key.ToArray());
            count++;
        }

        Assert.Equal(6, count);
    }

    [Fact]
    public void Content_and_commitment_keys_of_version_2_are_the_published_ones()
    {
        using JsonDocument vectors = SharedVectors.Open("key-derivation.json");
        int count = 0;
        foreach (JsonElement vector in vectors.RootElement.GetProperty("v2").EnumerateArray())
        {
            byte[] commitment = new byte[32];
            using SecretBytes key = KeyDerivation.DeriveContentKey(
                Suite(vector), vector.Base64("dataKeyB64"), vector.Base64("messageIdB64"), commitment);
            Assert.Equal(vector.Base64("contentKeyB64"), key.ToArray());
            Assert.Equal(vector.Base64("commitKeyB64"), commitment);
            count++;
        }

        Assert.Equal(2, count);
    }

    [Fact]
    public void Suites_without_derivation_use_the_data_key_itself()
    {
        int count = 0;
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            if (suite.Kdf is null)
            {
                byte[] dataKey = HandMadeMessage.Counting(suite.KeyLength, 1);
                using SecretBytes key = KeyDerivation.DeriveContentKey(AlgorithmSuiteInfo.Get(suite.Suite), dataKey, new byte[16], default);
                Assert.Equal(dataKey, key.ToArray());
                count++;
            }
        }

        Assert.Equal(3, count);
    }

    private static AlgorithmSuiteInfo Suite(JsonElement vector) =>
        AlgorithmSuiteInfo.Get((AlgorithmSuite)int.Parse(vector.GetProperty("suite").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
