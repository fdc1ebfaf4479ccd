using System.Security.Cryptography;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class DamagedFramedMessageTests
{
    private const int FrameLength = 8;

    public static TheoryData<AlgorithmSuite> AllSuites()
    {
        TheoryData<AlgorithmSuite> data = [];
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            data.Add(suite.Suite);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllSuites))]
    public async Task Any_flipped_bit_and_any_cut_of_a_framed_message_is_refused(AlgorithmSuite suite)
    {
        SuiteFacts facts = SuiteFacts.Of(suite);
        using RawAesKeyring keyring = new("ns", "k", RandomNumberGenerator.GetBytes(32));
        EncryptRequest request = new(keyring) { AlgorithmSuite = suite, FrameLength = FrameLength };
        byte[] message = facts.Client.Encrypt(MessageDamage.Plaintext, request).Message;

        // Header up to the tag (keys: 2 + 2 + 1 + 20 + key + tag; public key: counted as base64 in a context of one pair), then three frames.
        int publicKey = facts.Signature is null ? 0 : 2 + 2 + 21 + 2 + (facts.SignatureLength == 71 ? 44 : 68);
        int keys = 2 + 2 + 2 + 2 + 21 + 2 + facts.KeyLength + 16;
        int header = facts.Commits ? 1 + 2 + 32 + 2 + publicKey + keys + 1 + 4 + 32 + 16 : 2 + 2 + 16 + 2 + publicKey + keys + 1 + 4 + 1 + 4 + 12 + 16;
        int body = (2 * (FrameLength + 32)) + 40 + 4;
        int footer = facts.Signature is null ? 0 : 2 + facts.SignatureLength;
        Assert.Equal(header + body + footer, message.Length);

        await MessageDamage.DemandAllRefusedAsync(facts.Client, new DecryptRequest(keyring), message, mayRelease: [0, 2 * FrameLength], streamEvery: facts.Id == 0x0346 ? 8 : 1);
    }
}
