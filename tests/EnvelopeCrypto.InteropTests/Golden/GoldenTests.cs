using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Golden;

/// <summary>Messages that @aws-crypto/client-node wrote open here, without that package.</summary>
public sealed class GoldenTests
{
    private static readonly GoldenManifest Manifest = GoldenManifest.Load();

    public static TheoryData<string> Files() => [.. Manifest.Messages.Select(message => message.File)];

    [Fact]
    public void There_are_messages_of_every_suite_under_every_kind_of_key()
    {
        Assert.Equal(99, Manifest.Messages.Select(message => message.File).Distinct().Count());
        Assert.Equal(
            AlgorithmSuiteInfo.All.Select(suite => (suite.Id, 9)),
            Manifest.Messages.GroupBy(message => message.AlgorithmSuite).Select(group => (group.Key, group.Count())).Order());
        Assert.Equal(8, Manifest.Messages.Select(message => message.Key).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_message_opens_in_memory_and_as_a_stream(string file)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        GoldenMessage expected = Manifest.Messages.Single(message => message.File == file);
        byte[] message = expected.Read();
        IKeyring keyring = Manifest.Keys.Single(key => key.Name == expected.Key).OpenKeyring();
        DecryptRequest request = new(keyring) { EncryptionContext = ContextOf(expected) };
        EnvelopeClient client = new(AlgorithmSuiteInfo.Get(expected.AlgorithmSuite).HasCommitment
            ? CommitmentPolicy.RequireEncryptRequireDecrypt
            : CommitmentPolicy.ForbidEncryptAllowDecrypt);

        DecryptedData inMemory = client.Decrypt(message, request);
        AssertOpened(expected, inMemory.Plaintext, inMemory.Result);

        using MemoryStream plaintext = new();
        DecryptResult result = await client.DecryptAsync(new MemoryStream(message), plaintext, request, progress: null, cancel);
        AssertOpened(expected, plaintext.ToArray(), result);
        Assert.Equal(message.Length, result.MessageLength);
    }

    private static void AssertOpened(GoldenMessage expected, byte[] plaintext, DecryptResult result)
    {
        Assert.Equal(expected.PlaintextLength, plaintext.Length);
        Assert.Equal(expected.PlaintextSha256, Convert.ToHexStringLower(SHA256.HashData(plaintext)));
        Assert.Equal(expected.AlgorithmSuite, result.Header.AlgorithmSuite);
        Assert.Equal(expected.FrameLength, result.Header.FrameLength);
        Assert.Equal(expected.Key, result.UsedKey?.KeyId);

        // That the pairs are there was demanded on opening; a signed message has its verification key beside them.
        Assert.Equal(ContextOf(expected).Count + (result.Header.SuiteInfo.HasSignature ? 1 : 0), result.EncryptionContext.Count);
    }

    private static EncryptionContext ContextOf(GoldenMessage message) =>
        EncryptionContext.Create(Manifest.Contexts[message.Context].Select(pair => KeyValuePair.Create(pair[0], pair[1])));
}
