using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>What is written is what the specification asks of writers, also where every reader would forgive: nonces above all.</summary>
public sealed class WrittenMessageTests
{
    private static readonly (string Name, string Value)[] Context = [("naïve", "ключ"), ("\U00010000", "1"), ("\uFFFD", "2"), ("aws-crypto", "x")];

    public static TheoryData<AlgorithmSuite> AllSuites() => DamagedFramedMessageTests.AllSuites();

    [Theory]
    [MemberData(nameof(AllSuites))]
    public async Task Every_field_of_a_message_is_as_specified(AlgorithmSuite suite)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SuiteFacts facts = SuiteFacts.Of(suite);
        byte[] dataKey = HandMadeMessage.Counting(facts.KeyLength, 1);
        KnownDataKeyKeyring keyring = new(dataKey) { Copies = 3 };
        foreach ((string, string)[] pairs in ((string, string)[][])[[], Context])
        {
            foreach (int length in (int[])[0, 1, 15, 16, 17, 32, 100])
            {
                byte[] plaintext = HandMadeMessage.Counting(length, 1);
                EncryptRequest request = new(keyring) { AlgorithmSuite = suite, FrameLength = 16, EncryptionContext = ToContext(pairs) };
                using MemoryStream streamed = new();
                await facts.Client.EncryptAsync(ScriptedStream.Trickle(plaintext, 3), streamed, request, progress: null, cancel);

                Assert.Equal(plaintext, IndependentReader.Read(facts, facts.Client.Encrypt(plaintext, request).Message, dataKey, pairs, 16));
                Assert.Equal(plaintext, IndependentReader.Read(facts, streamed.ToArray(), dataKey, pairs, 16));
            }
        }
    }

    [Fact]
    public async Task Frames_of_many_chunks_have_the_nonces_of_their_numbers()
    {
        const int Length = 1_500_001;
        SuiteFacts facts = SuiteFacts.Of(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        byte[] dataKey = new byte[32];
        using MemoryStream message = new();

        await facts.Client.EncryptAsync(
            ScriptedStream.Pattern(Length),
            message,
            new(new KnownDataKeyKeyring(dataKey)) { FrameLength = 1000 },
            progress: null,
            TestContext.Current.CancellationToken);

        byte[] plaintext = IndependentReader.Read(facts, message.ToArray(), dataKey, [], 1000);
        Assert.Equal(Length, plaintext.Length);
        for (int i = 0; i < Length; i++)
        {
            Assert.True(plaintext[i] == ScriptedStream.PatternAt(i), $"byte {i}");
        }
    }

    [Fact]
    public void Message_ids_are_never_used_twice()
    {
        KnownDataKeyKeyring keyring = new(new byte[32]);
        HashSet<string> ids = [];
        for (int i = 0; i < 500; i++)
        {
            EncryptRequest request = new(keyring) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
            Assert.True(ids.Add(System.Convert.ToHexString(new EnvelopeClient().Encrypt(default, request).Result.Header.MessageId.Span)));
        }
    }

    private static EncryptionContext ToContext((string Name, string Value)[] pairs)
    {
        Dictionary<string, string> map = [];
        foreach ((string name, string value) in pairs)
        {
            map.Add(name, value);
        }

        return EncryptionContext.Create(map);
    }
}
