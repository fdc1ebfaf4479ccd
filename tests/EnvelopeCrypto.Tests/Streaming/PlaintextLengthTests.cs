using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Streaming;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>The length of a plaintext, told from the length of its message.</summary>
public sealed class PlaintextLengthTests
{
    private static readonly EnvelopeClient Client = new(CommitmentPolicy.RequireEncryptAllowDecrypt);

    [Fact]
    public void Lengths_of_all_suites_and_around_whole_frames_are_told()
    {
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            foreach (int frameLength in (int[])[1, 8, 100])
            {
                foreach (int length in (int[])[0, 1, 7, 8, 9, 16, 99, 100, 101, 800])
                {
                    byte[] message = suite.Client.Encrypt(
                        new byte[length],
                        new(new KnownDataKeyKeyring(new byte[suite.KeyLength])) { AlgorithmSuite = suite.Suite, FrameLength = frameLength }).Message;
                    Assert.Equal((suite, frameLength, (long?)length), (suite, frameLength, Tell(message)));
                }
            }
        }
    }

    [Fact]
    public void Signatures_of_other_lengths_empty_last_frames_and_bodies_in_one_piece_are_understood()
    {
        HashSet<int> signatureLengths = [];
        for (int i = 0; i < 80; i++)
        {
            using HandMadeMessage signed = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
            byte[] message = signed.AddFrame(1, new byte[8]).AddFinalFrame(2, []).Build();
            signatureLengths.Add(message.Length);
            Assert.Equal(8, Tell(message));
        }

        Assert.True(signatureLengths.Count > 1, "All signatures had the same length: the test is not about what it says.");
        using HandMadeMessage single = new(AlgorithmSuite.Aes128Gcm);
        Assert.Equal(5, Tell(single.AddSingleBlock(new byte[5]).Build()));
    }

    [Fact]
    public void Of_a_message_that_is_cut_off_or_has_more_behind_it_no_length_is_told()
    {
        using HandMadeMessage maker = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        byte[] message = maker.AddFrame(1, new byte[8]).AddFrame(2, new byte[8]).AddFinalFrame(3, new byte[3]).Build();
        int header = Client.ReadHeader(message).Length;
        Assert.Equal(19, Tell(message));
        for (int length = header; length < message.Length; length++)
        {
            Assert.Equal((length, null), (length, Tell(message[..length])));
        }

        Assert.Null(Tell([.. message, 0]));
        using HandMadeMessage single = new(AlgorithmSuite.Aes128Gcm);
        Assert.Null(Tell(single.AddSingleBlock(new byte[5], declaredLength: 1UL << 35).Build()));
    }

    private static long? Tell(byte[] message) => PlaintextLength.TryCompute(Client.ReadHeader(message), new MemoryStream(message));
}
