using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Messages that other implementations wrote and published, with the answers.</summary>
public sealed class PublishedMessagesTests
{
    [Fact]
    public async Task Of_the_46_commitment_messages_41_open_to_the_published_plaintext_and_5_are_refused()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using JsonDocument vectors = SharedVectors.Open("commitment.json");
        EnvelopeClient client = new(CommitmentPolicy.RequireEncryptRequireDecrypt);
        int opened = 0;
        List<string> refused = [];
        foreach (JsonElement vector in vectors.RootElement.GetProperty("tests").EnumerateArray())
        {
            string name = vector.GetProperty("comment").GetString()!;
            byte[] message = vector.Base64("ciphertext");
            DecryptRequest request = new(new KnownDataKeyKeyring(vector.Base64("decrypted-dek")));
            using MemoryStream streamed = new();
            if (vector.GetProperty("status").GetBoolean())
            {
                byte[] plaintext = client.Decrypt(message, request).Plaintext;
                Assert.True(Plaintext(vector).AsSpan().SequenceEqual(plaintext), name);
                await client.DecryptAsync(ScriptedStream.Trickle(message, 100), streamed, request, progress: null, cancel);
                Assert.True(plaintext.AsSpan().SequenceEqual(streamed.ToArray()), name);
                MessageHeader header = client.ReadHeader(message);
                Assert.Equal(vector.Base64("message-id"), header.MessageId.ToArray());
                foreach (JsonProperty pair in vector.GetProperty("encryption-context").EnumerateObject())
                {
                    Assert.Equal(pair.Value.GetString(), header.EncryptionContext[pair.Name]);
                }

                opened++;
            }
            else
            {
                EnvelopeCryptoException error = Assert.ThrowsAny<EnvelopeCryptoException>(() => client.Decrypt(message, request));
                await Assert.ThrowsAsync(error.GetType(), () => client.DecryptAsync(new MemoryStream(message), streamed, request, progress: null, cancel));
                Assert.Equal(0, streamed.Length);
                refused.Add(string.Create(CultureInfo.InvariantCulture, $"{name.Split('.')[0]}: {error.ErrorId}"));
            }
        }

        Assert.Equal(41, opened);
        Assert.Equal(
            ["2: CommitmentMismatch", "12: CommitmentMismatch", "13: CommitmentMismatch", "20: CommitmentMismatch", "21: CommitmentMismatch"],
            refused);
    }

    [Fact]
    public async Task The_18_local_messages_of_the_decrypt_oracle_open_and_its_9_under_KMS_keys_show_their_key()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using JsonDocument vectors = SharedVectors.Open("decrypt-oracle.json");
        EnvelopeClient client = new(CommitmentPolicy.RequireEncryptAllowDecrypt);
        HashSet<string> opened = [];
        HashSet<string> shown = [];
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            string kind = vector.GetProperty("key-type").GetString()!;
            string suiteId = vector.GetProperty("algorithm-suite").GetString()!;
            SuiteFacts suite = SuiteFacts.Of((AlgorithmSuite)int.Parse(suiteId, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            byte[] message = vector.Base64("ciphertext");
            MessageHeader header = client.ReadHeader(message);
            Assert.Equal(suite.Suite, header.AlgorithmSuite);
            Assert.Equal(1, header.Version);
            if (kind == "aws-kms")
            {
                Assert.Equal("aws-kms", header.EncryptedDataKeys[0].KeyProviderId);
                Assert.StartsWith("arn:aws:kms:", header.EncryptedDataKeys[0].KeyId, StringComparison.Ordinal);
                Assert.True(shown.Add(suiteId), suiteId);
                continue;
            }

            byte[] dataKey = kind == "null" ? new byte[suite.KeyLength] : HandMadeMessage.Counting(suite.KeyLength, first: 1);
            DecryptRequest request = new(new KnownDataKeyKeyring(dataKey));
            using MemoryStream streamed = new();
            await client.DecryptAsync(new MemoryStream(message), streamed, request, progress: null, cancel);
            Assert.Equal(vector.Base64("plaintext"), client.Decrypt(message, request).Plaintext);
            Assert.Equal(vector.Base64("plaintext"), streamed.ToArray());
            Assert.True(opened.Add($"{kind} {suiteId}"), $"{kind} {suiteId}");
        }

        Assert.Equal(18, opened.Count);
        Assert.Equal(9, shown.Count);
    }

    private static byte[] Plaintext(JsonElement vector)
    {
        StringBuilder text = new();
        foreach (JsonElement frame in vector.GetProperty("plaintext-frames").EnumerateArray())
        {
            text.Append(frame.GetString());
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
