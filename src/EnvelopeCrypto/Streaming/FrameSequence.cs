using System;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Seals and opens runs of frames in memory.</summary>
internal static class FrameSequence
{
    /// <summary>Seals a run of frames.</summary>
    /// <param name="cipher">The message's cipher.</param>
    /// <param name="plaintext">Whole frames, and where <paramref name="final"/> the rest.</param>
    /// <param name="frameLength">Bytes of plaintext in each frame but the final one.</param>
    /// <param name="sequence">The number of the first frame.</param>
    /// <param name="final">Whether the last frame is the final one of the message.</param>
    /// <param name="output">Exactly as long as the frames.</param>
    internal static void Seal(
        FrameCipher cipher, ReadOnlySpan<byte> plaintext, int frameLength, uint sequence, bool final, Span<byte> output)
    {
        while (final ? plaintext.Length > frameLength : !plaintext.IsEmpty)
        {
            int length = frameLength + FrameFormat.RegularOverhead;
            cipher.SealFrame(sequence++, plaintext[..frameLength], output[..length]);
            plaintext = plaintext[frameLength..];
            output = output[length..];
        }

        if (final)
        {
            cipher.SealFinalFrame(sequence, plaintext, output);
        }
    }

    /// <summary>Opens a run of regular frames whose numbers were checked.</summary>
    internal static void OpenRegular(FrameCipher cipher, ReadOnlySpan<byte> frames, int frameLength, uint sequence, Span<byte> plaintext)
    {
        int length = frameLength + FrameFormat.RegularOverhead;
        while (!frames.IsEmpty)
        {
            cipher.OpenFrame(sequence++, frames[..length], plaintext[..frameLength]);
            frames = frames[length..];
            plaintext = plaintext[frameLength..];
        }
    }
}
