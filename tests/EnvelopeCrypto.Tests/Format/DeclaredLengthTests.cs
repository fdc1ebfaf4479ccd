using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Lengths that a message declares allocate nothing before the bytes are there, and headers may come in any pieces.</summary>
public sealed class DeclaredLengthTests
{
    private const AlgorithmSuite Suite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;
    private const int Bound = 8 * 1024 * 1024;

    /// <summary>More than the first buffer holds, so that it grows, and far less than is declared.</summary>
    private const int Arrived = 1_500_000;

    private static readonly byte[] Three = "abc"u8.ToArray();

    [Fact]
    public void Frames_declared_as_long_as_accepted_of_which_little_arrives()
    {
        using HandMadeMessage message = new(Suite, EnvelopeClient.DefaultMaxFrameLength);
        message.AddRaw(0, 0, 0, 1).AddRaw(new byte[Arrived]);
        DemandLittleMemory(message, ErrorIds.MessageTruncated);
    }

    [Fact]
    public void A_final_frame_declared_as_long_as_accepted_of_which_little_arrives()
    {
        using HandMadeMessage message = new(Suite, EnvelopeClient.DefaultMaxFrameLength);
        byte[] prefix = new byte[24];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, uint.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(20), EnvelopeClient.DefaultMaxFrameLength);
        message.AddRaw(prefix).AddRaw(new byte[Arrived]);
        DemandLittleMemory(message, ErrorIds.MessageTruncated);
    }

    [Fact]
    public void A_body_in_one_piece_declared_as_long_as_accepted_of_which_little_arrives()
    {
        using HandMadeMessage message = new(Suite);
        message.AddSingleBlock(new byte[Arrived], EnvelopeClient.DefaultMaxFrameLength);
        DemandLittleMemory(message, ErrorIds.MessageTruncated);
    }

    [Fact]
    public void A_long_frame_length_of_a_short_message_costs_nothing()
    {
        using HandMadeMessage message = new(Suite, EnvelopeClient.DefaultMaxFrameLength);
        message.AddFinalFrame(1, Three);
        DemandLittleMemory(message, errorId: null);
    }

    [Fact]
    public void The_number_of_encrypted_data_keys_allocates_nothing()
    {
        using HandMadeMessage message = new(Suite);
        byte[] whole = message.Build();
        int countAt = 1 + 2 + 32 + 2;
        byte[] hostile = [.. whole[..countAt], 0xFF, 0xFF, .. whole[(countAt + 2)..]];
        long before = GC.GetAllocatedBytesForCurrentThread();

        MalformedMessageException error = Assert.Throws<MalformedMessageException>(() => new EnvelopeClient().ReadHeader(hostile));

        Assert.Equal(ErrorIds.MessageTruncated, error.ErrorId);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    /// <summary>
    /// A hundred at once: buffers of the usual lengths are kept for reuse, but not so many. What arrives is more than the few bytes by which input that is
    /// no message is recognised, so that the declared length has been read.
    /// </summary>
    [Fact]
    public void A_long_field_of_a_header_of_which_little_arrives_allocates_nothing()
    {
        byte[] hostile = [2, 4, 0x78, .. new byte[32], 0xFF, 0xFF, 0, 1, .. new byte[InputDamage.Window]];
        List<Task<MessageHeader>> waiting = [];
        List<TaskCompletionSource<int>> ends = [];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            bool started = false;
            TaskCompletionSource<int> end = new();
            ends.Add(end);
            waiting.Add(new EnvelopeClient().ReadHeaderAsync(
                new ScriptedStream
                {
                    OnRead = (target, _) =>
                    {
                        if (started)
                        {
                            return new ValueTask<int>(end.Task);
                        }

                        started = true;
                        hostile.CopyTo(target);
                        return new ValueTask<int>(hostile.Length);
                    },
                },
                TestContext.Current.CancellationToken));
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        ends.ForEach(end => end.SetResult(0));

        Assert.All(waiting, header => Assert.Equal(ErrorIds.MessageTruncated, Assert.IsType<MalformedMessageException>(header.Exception?.InnerException).ErrorId));
        Assert.InRange(allocated, 1, 100 * 16 * 1024);
    }

    [Theory]
    [InlineData(AlgorithmSuite.Aes128Gcm)]
    [InlineData(AlgorithmSuite.Aes192GcmHkdfSha384EcdsaP384)]
    [InlineData(Suite)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    public async Task A_header_may_come_in_pieces_of_any_size(AlgorithmSuite suite)
    {
        using HandMadeMessage message = new(suite);
        for (int i = 0; i < 40; i++)
        {
            message.Keys.Add((HandMadeMessage.Counting(i, 65), HandMadeMessage.Counting(3 * i, 65), new byte[17 * i]));
        }

        message.Context.AddRange([("name"u8.ToArray(), new byte[3000]), ("other"u8.ToArray(), [])]);
        byte[] bytes = message.AddFinalFrame(1, Three).Build();
        EnvelopeClient client = new(CommitmentPolicy.RequireEncryptAllowDecrypt);
        MessageHeader expected = client.ReadHeader(bytes);
        Assert.Equal(41, expected.EncryptedDataKeys.Count);
        foreach (int step in (int[])[1, 2, 3, 63, 64, 65, 4096])
        {
            MessageHeader header = await client.ReadHeaderAsync(ScriptedStream.Trickle(bytes, step), TestContext.Current.CancellationToken);
            Assert.Equal(expected.Length, header.Length);
            Assert.Equal(expected.MessageId.ToArray(), header.MessageId.ToArray());
            Assert.Equal(expected.EncryptionContext, header.EncryptionContext);
            for (int i = 0; i < header.EncryptedDataKeys.Count; i++)
            {
                Assert.Equal(expected.EncryptedDataKeys[i].KeyProviderInfo.ToArray(), header.EncryptedDataKeys[i].KeyProviderInfo.ToArray());
                Assert.Equal(expected.EncryptedDataKeys[i].Ciphertext.ToArray(), header.EncryptedDataKeys[i].Ciphertext.ToArray());
            }

            using MemoryStream plaintext = new();
            await client.DecryptAsync(
                ScriptedStream.Trickle(bytes, step), plaintext, new DecryptRequest(message.Keyring()), progress: null, TestContext.Current.CancellationToken);
            Assert.Equal(Three, plaintext.ToArray());
        }
    }

    [Fact]
    public async Task A_header_without_end_is_refused_at_64_MiB()
    {
        using HandMadeMessage message = new(Suite);
        byte[] start = message.HeaderBody();
        byte[] key = [0xFF, 0xFF, .. new byte[65_535]];
        int countAt = 1 + 2 + 32 + 2;
        long served = 0;
        ScriptedStream endless = new()
        {
            OnRead = (target, _) =>
            {
                Span<byte> span = target.Span;
                for (int i = 0; i < span.Length; i++, served++)
                {
                    span[i] = served < countAt ? start[served] : served < countAt + 2 ? (byte)0xFF : key[(served - countAt - 2) % key.Length];
                }

                return new ValueTask<int>(span.Length);
            },
        };

        LimitExceededException error = await Assert.ThrowsAsync<LimitExceededException>(
            () => new EnvelopeClient().ReadHeaderAsync(endless, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorIds.HeaderTooLarge, error.ErrorId);
        Assert.InRange(served, 60L * 1024 * 1024, 130L * 1024 * 1024);
    }

    /// <summary>Everything runs on this thread, as the streams are memory, so that its allocations are all there are.</summary>
    private static void DemandLittleMemory(HandMadeMessage message, string? errorId)
    {
        byte[] bytes = message.Build();
        EnvelopeClient client = new();
        DecryptRequest request = new(message.Keyring());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? inMemory = Record.Exception(() => client.Decrypt(bytes, request));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(errorId, (inMemory as EnvelopeCryptoException)?.ErrorId);
        Assert.InRange(allocated, 1, Bound);

        before = GC.GetAllocatedBytesForCurrentThread();
        Task<DecryptResult> task = client.DecryptAsync(new MemoryStream(bytes), Stream.Null, request, progress: null, TestContext.Current.CancellationToken);
        Assert.True(task.IsCompleted);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(errorId, (task.Exception?.InnerException as EnvelopeCryptoException)?.ErrorId);
        Assert.InRange(allocated, 1, Bound);
    }
}
