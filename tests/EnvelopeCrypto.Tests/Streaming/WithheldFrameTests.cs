using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>What a stream has received when the end of a message turns out to be wrong: never the final frame, never a body in one piece.</summary>
public sealed class WithheldFrameTests
{
    private const int FrameLength = 65_536;
    private const int Length = (40 * FrameLength) + 777;

    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    public static TheoryData<AlgorithmSuite> Suites() =>
        [AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384];

    [Theory]
    [InlineData(Length)]
    [InlineData(40 * FrameLength)]
    [InlineData(100)]
    public async Task With_a_wrong_signature_everything_but_the_final_frame_was_released(int length)
    {
        byte[] message = Message(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, length);
        message[^1] ^= 1;

        long released = await ReleasedAsync(ErrorIds.SignatureMismatch, message);

        Assert.Equal((length - 1) / FrameLength * FrameLength, released);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task With_a_wrong_tag_cut_off_or_followed_by_more_the_final_frame_was_not_released(AlgorithmSuite suite)
    {
        byte[] message = Message(suite, Length);
        int footer = 2 + SuiteFacts.Of(suite).SignatureLength;
        byte[] wrongTag = [.. message];
        wrongTag[^(suite == AlgorithmSuite.Aes256GcmHkdfSha512CommitKey ? 1 : footer + 1)] ^= 1;

        Assert.InRange(await ReleasedAsync(ErrorIds.BodyAuthenticationFailed, wrongTag), 0, 40 * FrameLength);
        Assert.InRange(await ReleasedAsync(ErrorIds.MessageTruncated, message[..^1]), 0, 40 * FrameLength);
        Assert.InRange(await ReleasedAsync(ErrorIds.TrailingData, [.. message, 0]), 0, 40 * FrameLength);
    }

    [Fact]
    public async Task Of_a_body_in_one_piece_nothing_is_released_before_its_signature_is_verified()
    {
        using HandMadeMessage maker = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        byte[] message = maker.AddSingleBlock(new byte[Length]).Build();
        DecryptRequest request = new(maker.Keyring());
        using MemoryStream whole = new();
        await new EnvelopeClient().DecryptAsync(new MemoryStream(message), whole, request, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(Length, whole.Length);
        message[^1] ^= 1;

        Assert.Equal(0, await ReleasedAsync(ErrorIds.SignatureMismatch, message, request));
        message[^1] ^= 1;
        Assert.Equal(0, await ReleasedAsync(ErrorIds.TrailingData, [.. message, 0], request));
        Assert.Equal(0, await ReleasedAsync(ErrorIds.MessageTruncated, message[..^1], request));
    }

    [Fact]
    public async Task Frames_are_released_while_the_rest_is_still_to_come()
    {
        byte[] message = Message(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, Length);
        int at = 0;
        long released = 0;
        long releasedBeforeLast = 0;
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedStream source = new()
        {
            OnRead = async (target, token) =>
            {
                if (at >= message.Length - FrameLength)
                {
                    // The end arrives only once something of the beginning has come out.
                    await first.Task.WaitAsync(TimeSpan.FromSeconds(60), token);
                    releasedBeforeLast = Interlocked.Read(ref released);
                }

                int count = Math.Min(Math.Min(FrameLength, target.Length), message.Length - at);
                message.AsMemory(at, count).CopyTo(target);
                at += count;
                return count;
            },
        };
        ScriptedStream destination = new()
        {
            OnWrite = (data, _) =>
            {
                Interlocked.Add(ref released, data.Length);
                first.TrySetResult();
                return ValueTask.CompletedTask;
            },
        };

        await new EnvelopeClient().DecryptAsync(source, destination, new DecryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);

        Assert.Equal(Length, released);
        Assert.InRange(releasedBeforeLast, FrameLength, Length - 1);
    }

    private byte[] Message(AlgorithmSuite suite, int length) =>
        new EnvelopeClient().Encrypt(new byte[length], new(_keyring) { AlgorithmSuite = suite, FrameLength = FrameLength }).Message;

    private async Task<long> ReleasedAsync(string errorId, byte[] message, DecryptRequest? request = null)
    {
        using MemoryStream released = new();
        EnvelopeCryptoException error = await Assert.ThrowsAnyAsync<EnvelopeCryptoException>(() => new EnvelopeClient().DecryptAsync(
            new MemoryStream(message), released, request ?? new DecryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal(errorId, error.ErrorId);
        return released.Length;
    }
}
