using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Messages of many chunks, which are sealed and opened on all cores and must come out in order.</summary>
public sealed class LargeMessageTests
{
    /// <summary>The length of the plaintext in a chunk of frames.</summary>
    private static int ChunkOf(int frameLength) => Math.Max(1, ((512 * 1024) - 64) / (frameLength + 32)) * frameLength;

    public static TheoryData<AlgorithmSuite, int, int> Sizes()
    {
        TheoryData<AlgorithmSuite, int, int> data = [];
        foreach (AlgorithmSuite suite in (AlgorithmSuite[])[AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384])
        {
            foreach (int frameLength in (int[])[1, 16, 100_000, 5 * 1024 * 1024])
            {
                foreach (int off in (int[])[-1, 0, 1])
                {
                    data.Add(suite, frameLength, ChunkOf(frameLength) + off);
                    data.Add(suite, frameLength, (ChunkOf(frameLength) * (frameLength < 1_000_000 ? 9 : 3)) + off);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Stream_and_memory_form_agree_at_the_edges_of_chunks(AlgorithmSuite suite, int frameLength, int length)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SuiteFacts facts = SuiteFacts.Of(suite);
        KnownDataKeyKeyring keyring = new(new byte[32]);
        EnvelopeClient client = new();
        byte[] plaintext = new byte[length];
        for (int i = 0; i < length; i++)
        {
            plaintext[i] = ScriptedStream.PatternAt(i);
        }

        using MemoryStream message = new();
        EncryptResult written = await client.EncryptAsync(
            ScriptedStream.Pattern(length), message, new(keyring) { AlgorithmSuite = suite, FrameLength = frameLength }, progress: null, cancel);

        long frames = Math.Max(1, ((long)length + frameLength - 1) / frameLength);
        long footer = facts.SignatureLength == 0 ? 0 : 2 + facts.SignatureLength;
        Assert.Equal(written.Header.Length + length + (32 * (frames - 1)) + 40 + footer, message.Length);
        Assert.Equal(message.Length, written.MessageLength);
        Assert.Equal(length, written.PlaintextLength);
        Assert.True(plaintext.AsSpan().SequenceEqual(client.Decrypt(message.ToArray(), new DecryptRequest(keyring)).Plaintext));
        message.Position = 0;
        using MemoryStream back = new(length);
        DecryptResult read = await client.DecryptAsync(message, back, new DecryptRequest(keyring), progress: null, cancel);
        Assert.True(plaintext.AsSpan().SequenceEqual(back.ToArray()));
        Assert.Equal(message.Length, read.MessageLength);
        Assert.Equal(length, read.PlaintextLength);
    }

    [Fact]
    public async Task Readers_and_writers_of_any_pace_do()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        KnownDataKeyKeyring keyring = new(new byte[32]);
        EnvelopeClient client = new();
        const int Length = 3_000_000;
        using MemoryStream message = new();
        await client.EncryptAsync(ScriptedStream.Pattern(Length), message, new EncryptRequest(keyring), progress: null, cancel);
        foreach (int step in (int[])[1, 4096, 511, 2_000_000])
        {
            int at = 0;
            byte[] bytes = message.ToArray();
            ScriptedStream slow = new()
            {
                OnRead = async (target, token) =>
                {
                    if (at % 7 == 0)
                    {
                        await Task.Yield();
                    }

                    int count = Math.Min(Math.Min(step, target.Length), bytes.Length - at);
                    bytes.AsMemory(at, count).CopyTo(target);
                    at += count;
                    return count;
                },
            };
            long received = 0;
            bool inOrder = true;
            ScriptedStream checking = new()
            {
                OnWrite = async (data, token) =>
                {
                    inOrder &= Matches(data.Span, received);
                    received += data.Length;
                    await Task.Yield();
                },
            };

            await client.DecryptAsync(slow, checking, new DecryptRequest(keyring), progress: null, cancel);

            Assert.True(inOrder);
            Assert.Equal(Length, received);
        }
    }

    [Fact]
    public async Task Frame_lengths_follow_the_length_when_none_is_asked_for()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EncryptRequest request = new(new KnownDataKeyKeyring(new byte[32]));
        EnvelopeClient client = new();
        const int Mega = 1024 * 1024;
        List<long> lengths =
        [
            client.Encrypt(new byte[Mega], request).Result.Header.FrameLength,
            client.Encrypt(new byte[Mega + 1], request).Result.Header.FrameLength,
            (await client.EncryptAsync(new MemoryStream(new byte[Mega]), Stream.Null, request, progress: null, cancel)).Header.FrameLength,
            (await client.EncryptAsync(new MemoryStream(new byte[Mega + 1]), Stream.Null, request, progress: null, cancel)).Header.FrameLength,
            (await client.EncryptAsync(ScriptedStream.Pattern(Mega + 1), Stream.Null, request, progress: null, cancel)).Header.FrameLength,
        ];
        Assert.Equal([4096, 65536, 4096, 65536, 4096], lengths);
    }

    private static bool Matches(ReadOnlySpan<byte> data, long position)
    {
        for (int i = 0; i < data.Length; i++)
        {
            if (data[i] != ScriptedStream.PatternAt(position + i))
            {
                return false;
            }
        }

        return true;
    }
}
