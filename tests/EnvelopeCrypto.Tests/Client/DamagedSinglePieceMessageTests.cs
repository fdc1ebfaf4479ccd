using System.Threading.Tasks;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class DamagedSinglePieceMessageTests
{
    public static TheoryData<AlgorithmSuite> SuitesOfVersion1()
    {
        TheoryData<AlgorithmSuite> data = [];
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            if (!suite.Commits)
            {
                data.Add(suite.Suite);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SuitesOfVersion1))]
    public async Task Any_flipped_bit_and_any_cut_of_a_message_in_one_piece_is_refused(AlgorithmSuite suite)
    {
        SuiteFacts facts = SuiteFacts.Of(suite);
        using HandMadeMessage maker = new(suite);
        byte[] message = maker.AddSingleBlock(MessageDamage.Plaintext).Build();

        // The raw AES keyring finds damage to the encrypted data key; this one cannot, so the header's tag must.
        await MessageDamage.DemandAllRefusedAsync(facts.Client, new DecryptRequest(maker.Keyring()), message, mayRelease: [0], streamEvery: facts.SignatureLength > 71 ? 8 : 1);
    }
}
