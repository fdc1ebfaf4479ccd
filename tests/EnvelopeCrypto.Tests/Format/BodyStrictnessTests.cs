using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Bodies with right tags that a reader must accept, or must refuse for how they are put together. Frames hold 8 bytes.</summary>
public sealed class BodyStrictnessTests
{
    private static readonly byte[] Eight = "12345678"u8.ToArray();
    private static readonly byte[] Three = "abc"u8.ToArray();

    /// <summary>One suite without and one with signature in each version.</summary>
    public static TheoryData<AlgorithmSuite> Suites() =>
    [
        AlgorithmSuite.Aes128GcmHkdfSha256,
        AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256,
        AlgorithmSuite.Aes256GcmHkdfSha512CommitKey,
        AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384,
    ];

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Frames_and_a_shorter_final_one_are_read(AlgorithmSuite suite) =>
        await DemandReadAsync(suite, m => m.AddFrame(1, Eight).AddFrame(2, Eight).AddFinalFrame(3, Three), [.. Eight, .. Eight, .. Three]);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_full_final_frame_is_read(AlgorithmSuite suite) =>
        await DemandReadAsync(suite, m => m.AddFrame(1, Eight).AddFinalFrame(2, Eight), [.. Eight, .. Eight]);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task An_empty_final_frame_after_full_ones_is_read(AlgorithmSuite suite) =>
        await DemandReadAsync(suite, m => m.AddFrame(1, Eight).AddFinalFrame(2, []), Eight);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task An_empty_message_is_read(AlgorithmSuite suite) => await DemandReadAsync(suite, m => m.AddFinalFrame(1, []), []);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_body_in_one_piece_is_read_also_when_empty(AlgorithmSuite suite)
    {
        await DemandReadAsync(suite, m => m.AddSingleBlock(Eight), Eight);
        await DemandReadAsync(suite, m => m.AddSingleBlock([]), []);
    }

    [Fact]
    public async Task A_final_frame_longer_than_the_frame_length() =>
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFinalFrame(1, [.. Eight, 9]));

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(0xFFFFFFFEu)]
    public async Task A_first_frame_with_another_number_than_1(uint number)
    {
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(number, Eight).AddFinalFrame(number + 1, Three));
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFinalFrame(number, Three));
    }

    [Fact]
    public async Task A_number_twice() => await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(1, Eight).AddFrame(1, Eight).AddFinalFrame(2, Three));

    [Fact]
    public async Task A_number_left_out() => await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(1, Eight).AddFrame(3, Eight).AddFinalFrame(4, Three));

    [Fact]
    public async Task Frames_in_another_order() => await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(2, Eight).AddFrame(1, Eight).AddFinalFrame(3, Three));

    [Fact]
    public async Task A_final_frame_that_repeats_or_leaves_out_a_number()
    {
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(1, Eight).AddFinalFrame(1, Three));
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddFrame(1, Eight).AddFinalFrame(3, Three));
    }

    [Fact]
    public async Task No_final_frame() => await DemandRefusedAsync(
        ErrorIds.MessageTruncated, m => m.AddFrame(1, Eight), AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);

    [Fact]
    public async Task A_regular_frame_after_the_final_one() =>
        await DemandRefusedAsync(ErrorIds.TrailingData, m => m.AddFinalFrame(1, Three).AddFrame(2, Eight), AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Bytes_after_the_message(AlgorithmSuite suite)
    {
        await DemandRefusedAsync(ErrorIds.TrailingData, m => m.AddFinalFrame(1, Three).Trailing = [0], suite);
        await DemandRefusedAsync(ErrorIds.TrailingData, m => m.AddSingleBlock(Three).Trailing = [0], suite);
        await DemandRefusedAsync(ErrorIds.TrailingData, m => m.AddFinalFrame(1, Three).Trailing = new byte[1_000_000], suite);
    }

    [Fact]
    public async Task Two_messages_one_after_the_other()
    {
        using HandMadeMessage first = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        byte[] message = first.AddFinalFrame(1, Three).Build();
        await DemandRefusedAsync(ErrorIds.TrailingData, m => m.AddFinalFrame(1, Three).Trailing = message, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x30, 0x00 })]
    [InlineData(new byte[] { 0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00 })] // r = s = 0
    [InlineData(new byte[] { 0x30, 0x80, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x00, 0x00 })] // BER
    public async Task A_signature_that_is_none(byte[] signature) =>
        await DemandRefusedAsync(ErrorIds.SignatureMismatch, m => m.AddFinalFrame(1, Three).Signature = signature);

    [Fact]
    public async Task A_body_in_one_piece_longer_than_AES_GCM_can_hold() =>
        await DemandRefusedAsync(ErrorIds.MalformedBody, m => m.AddSingleBlock(Three, declaredLength: (1UL << 36) - 31));

    [Theory]
    [InlineData((1UL << 36) - 32)]
    [InlineData(EnvelopeClient.DefaultMaxFrameLength + 1UL)]
    public async Task A_body_in_one_piece_longer_than_the_reader_accepts(ulong length) =>
        await DemandRefusedAsync(ErrorIds.FrameTooLarge, m => m.AddSingleBlock(Three, length));

    [Fact]
    public async Task The_longest_piece_accepted_is_the_maximum_frame_length_and_a_frame_may_be_declared_as_long()
    {
        EnvelopeClient client = new(maxFrameLength: 8);
        await DemandReadAsync(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, m => m.AddSingleBlock(Eight), Eight, client);
        await DemandReadAsync(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, m => m.AddFrame(1, Eight).AddFinalFrame(2, Three), [.. Eight, .. Three], client);
        await DemandRefusedAsync(ErrorIds.FrameTooLarge, m => m.AddSingleBlock([.. Eight, 9]), AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, client);
        await DemandRefusedAsync(ErrorIds.FrameTooLarge, m => m.AddFinalFrame(1, Three).FrameLength = 9, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, client);
    }

    [Fact]
    public void A_frame_length_beyond_what_is_accepted_is_refused_without_asking_for_a_key()
    {
        foreach (uint length in (uint[])[EnvelopeClient.DefaultMaxFrameLength + 1u, int.MaxValue, 0x80000000, uint.MaxValue])
        {
            using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, length);
            KnownDataKeyKeyring spy = message.Keyring();
            LimitExceededException error = Assert.Throws<LimitExceededException>(
                () => Client().Decrypt(message.AddFinalFrame(1, Three).Build(), new DecryptRequest(spy)));
            Assert.Equal(ErrorIds.FrameTooLarge, error.ErrorId);
            Assert.Equal(0, spy.Calls);
        }
    }

    private static EnvelopeClient Client() => new(CommitmentPolicy.RequireEncryptAllowDecrypt);

    private static async Task DemandReadAsync(AlgorithmSuite suite, Action<HandMadeMessage> body, byte[] plaintext, EnvelopeClient? client = null)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HandMadeMessage maker = new(suite);
        body(maker);
        byte[] message = maker.Build();
        DecryptRequest request = new(maker.Keyring());
        Assert.Equal(plaintext, (client ?? Client()).Decrypt(message, request).Plaintext);
        foreach (int step in (int[])[1, 7, 100_000])
        {
            using MemoryStream streamed = new();
            DecryptResult result = await (client ?? Client()).DecryptAsync(ScriptedStream.Trickle(message, step), streamed, request, progress: null, cancel);
            Assert.Equal(plaintext, streamed.ToArray());
            Assert.Equal(message.Length, result.MessageLength);
            Assert.Equal(plaintext.Length, result.PlaintextLength);
        }
    }

    /// <summary>In memory and as streams of several paces; of a body whose frames all lie in one chunk nothing is released.</summary>
    private static async Task DemandRefusedAsync(
        string errorId,
        Action<HandMadeMessage> body,
        AlgorithmSuite suite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384,
        EnvelopeClient? client = null)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HandMadeMessage maker = new(suite);
        body(maker);
        byte[] message = maker.Build();
        DecryptRequest request = new(maker.Keyring());
        Assert.Equal(errorId, Assert.ThrowsAny<EnvelopeCryptoException>(() => (client ?? Client()).Decrypt(message, request)).ErrorId);
        foreach (int step in (int[])[1, 7, 100_000])
        {
            using MemoryStream streamed = new();
            EnvelopeCryptoException error = await Assert.ThrowsAnyAsync<EnvelopeCryptoException>(
                () => (client ?? Client()).DecryptAsync(ScriptedStream.Trickle(message, step), streamed, request, progress: null, cancel));
            Assert.Equal(errorId, error.ErrorId);
            Assert.Equal(0, streamed.Length);
        }
    }
}
