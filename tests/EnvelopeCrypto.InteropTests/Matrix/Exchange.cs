using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.InteropTests.Peer;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>One message from one side to the other. Both must have the same plaintext, and the same view of the header.</summary>
internal static class Exchange
{
    /// <summary>Writes in the memory form and in the stream form.</summary>
    internal static async Task FromHereToThereAsync(PeerFixture peer, Combination one, CancellationToken cancel)
    {
        byte[] plaintext = RandomNumberGenerator.GetBytes(one.Shape.Size);
        EnvelopeClient client = new(one.Policy);
        EncryptRequest request = new(MatrixKeys.Keyring(one.Key))
        {
            AlgorithmSuite = one.Suite,
            EncryptionContext = Contexts.Of(one.Context),
            FrameLength = one.Shape.FrameLength,
        };

        EncryptedData fromMemory = client.Encrypt(plaintext, request);
        await ReadThereAsync(peer, one, fromMemory.Message, fromMemory.Result.Header, plaintext, cancel);

        using MemoryStream fromStream = new();
        EncryptResult result = await client.EncryptAsync(new MemoryStream(plaintext), fromStream, request, progress: null, cancel);
        await ReadThereAsync(peer, one, fromStream.ToArray(), result.Header, plaintext, cancel);
    }

    /// <summary>Reads in the memory form and in the stream form.</summary>
    internal static async Task FromThereToHereAsync(PeerFixture peer, Combination one, CancellationToken cancel)
    {
        byte[] plaintext = RandomNumberGenerator.GetBytes(one.Shape.Size);
        PeerReply written = await peer.AskAsync(
            new PeerRequest
            {
                Action = "encrypt",
                Policy = one.Policy,
                Keys = [MatrixKeys.Key(one.Key)],
                Suite = (int)one.Suite,
                Context = Contexts.Pairs(one.Context),
                FrameLength = one.Shape.FrameLength,
                Data = plaintext,
            },
            cancel);
        EnvelopeClient client = new(one.Policy);
        DecryptRequest request = new(MatrixKeys.Keyring(one.Key)) { EncryptionContext = Contexts.Of(one.Context) };

        DecryptedData inMemory = client.Decrypt(written.Data, request);
        Assert.Equal(plaintext, inMemory.Plaintext);
        AssertResult(one, inMemory.Result);

        using MemoryStream inStream = new();
        DecryptResult result = await client.DecryptAsync(new MemoryStream(written.Data), inStream, request, progress: null, cancel);
        Assert.Equal(plaintext, inStream.ToArray());
        AssertResult(one, result);
    }

    private static async Task ReadThereAsync(
        PeerFixture peer, Combination one, byte[] message, MessageHeader header, byte[] plaintext, CancellationToken cancel)
    {
        PeerReply read = await peer.AskAsync(
            new PeerRequest { Action = "decrypt", Policy = one.Policy, Keys = [MatrixKeys.Key(one.Key)], Data = message }, cancel);
        Assert.Equal(plaintext, read.Data);
        Assert.Equal((int)one.Suite, read.Suite);
        Assert.Equal(one.Shape.FrameLength, read.FrameLength);
        Assert.Equal([MatrixKeys.Key(one.Key).Namespace], read.KeyNamespaces);

        // In the same order too: that of the UTF-8 bytes.
        Assert.Equal(Contexts.PairsOf(header.EncryptionContext), read.Context);
    }

    private static void AssertResult(Combination one, DecryptResult result)
    {
        Assert.Equal(one.Suite, result.Header.AlgorithmSuite);
        Assert.Equal(one.Shape.FrameLength, result.Header.FrameLength);
        Assert.Equal(one.Shape.Size, result.PlaintextLength);
        Assert.Equal(one.Key, result.UsedKey?.KeyId);
        Assert.Equal(MatrixKeys.Key(one.Key).Namespace, result.UsedKey?.KeyProviderId);

        // A signed message has its verification key beside what the caller gave.
        int added = AlgorithmSuiteInfo.Get(one.Suite).HasSignature ? 1 : 0;
        Assert.Equal(Contexts.Pairs(one.Context).Count + added, result.EncryptionContext.Count);
        Assert.All(Contexts.Pairs(one.Context), pair => Assert.Equal(pair[1], result.EncryptionContext[pair[0]]));
    }
}
