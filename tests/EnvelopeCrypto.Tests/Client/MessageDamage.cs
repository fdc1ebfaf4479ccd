using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Flips each bit of a message, and cuts it at each byte: every bit counts, and so does every byte of the length.</summary>
internal static class MessageDamage
{
    internal static readonly byte[] Plaintext = "twenty bytes of text"u8.ToArray();

    /// <summary>What a damaged message may be called. What is no fault of the message (files, materials, arguments) is not among it.</summary>
    private static readonly HashSet<string> Names =
    [
        ErrorIds.NotAMessage, ErrorIds.TextDamagedMessage, ErrorIds.MalformedHeader, ErrorIds.MalformedBody, ErrorIds.MessageTruncated, ErrorIds.TrailingData,
        ErrorIds.FrameTooLarge, ErrorIds.HeaderAuthenticationFailed, ErrorIds.BodyAuthenticationFailed, ErrorIds.CommitmentMismatch,
        ErrorIds.SignatureMismatch, ErrorIds.NoMatchingKey, ErrorIds.DataKeyUnwrapFailed,
    ];

    /// <param name="client">Reads the message.</param>
    /// <param name="request">With the right key.</param>
    /// <param name="message">The message undamaged.</param>
    /// <param name="mayRelease">How many bytes a stream may have received when the damage is found.</param>
    /// <param name="streamEvery">
    /// 1: every flip is tried in memory and as a stream. 8: as a stream one bit of each byte, another one each time, where a suite is slow and
    /// another with the same curve is tried in full.
    /// </param>
    internal static async Task DemandAllRefusedAsync(
        EnvelopeClient client, DecryptRequest request, byte[] message, HashSet<long> mayRelease, int streamEvery = 1)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(Plaintext, client.Decrypt(message, request).Plaintext);
        using MemoryStream whole = new();
        await client.DecryptAsync(new MemoryStream(message), whole, request, progress: null, cancel);
        Assert.Equal(Plaintext, whole.ToArray());

        int flips = 0;
        int streamedFlips = 0;
        byte[] damaged = [.. message];
        for (int bit = 0; bit < 8 * message.Length; bit++)
        {
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            string what = $"bit {bit % 8} of byte {bit / 8} flipped";
            string inMemory = Refused(() => client.Decrypt(damaged, request), what);
            Assert.True(Names.Contains(inMemory), $"{what}: {inMemory}");
            if ((bit + (bit / 8)) % streamEvery == 0)
            {
                string streamed = await RefusedAsync(client, request, damaged, mayRelease, what, cancel);
                Assert.True(inMemory == streamed, $"{what}: {inMemory} in memory, {streamed} as a stream");
                streamedFlips++;
            }

            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            flips++;
        }

        int cuts = 0;
        for (int length = 0; length < message.Length; length++)
        {
            string what = $"cut to {length} bytes";
            byte[] cut = message[..length];
            string expected = length == 0 ? ErrorIds.NotAMessage : ErrorIds.MessageTruncated;
            Assert.Equal((what, expected), (what, Refused(() => client.Decrypt(cut, request), what)));
            Assert.Equal((what, expected), (what, await RefusedAsync(client, request, cut, mayRelease, what, cancel)));
            cuts++;
        }

        Assert.Equal(8 * message.Length, flips);
        Assert.Equal(8 * message.Length / streamEvery, streamedFlips);
        Assert.Equal(message.Length, cuts);
        Assert.Equal(Plaintext, client.Decrypt(damaged, request).Plaintext);
    }

    private static string Refused(Func<DecryptedData> open, string what)
    {
        try
        {
            open();
        }
        catch (EnvelopeCryptoException e)
        {
            return e.ErrorId;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType()} instead of an error of the library");
        }

        Assert.Fail($"{what}: accepted in memory");
        return "";
    }

    private static async Task<string> RefusedAsync(
        EnvelopeClient client, DecryptRequest request, byte[] message, HashSet<long> mayRelease, string what, CancellationToken cancel)
    {
        using MemoryStream released = new();
        try
        {
            await client.DecryptAsync(new MemoryStream(message), released, request, progress: null, cancel);
        }
        catch (EnvelopeCryptoException e)
        {
            Assert.True(mayRelease.Contains(released.Length), $"{what}: {released.Length} bytes were released");
            Assert.True(Plaintext.AsSpan().StartsWith(released.ToArray()), $"{what}: other bytes than the plaintext's were released");
            return e.ErrorId;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType()} instead of an error of the library");
        }

        Assert.Fail($"{what}: accepted as a stream");
        return "";
    }
}
