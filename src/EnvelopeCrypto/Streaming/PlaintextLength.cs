using System;
using System.IO;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// Tells the plaintext's length of a message from the message's own, without a key: frames have known lengths, and the place where the final one
/// must stand is looked at. Like everything about a message that was not decrypted, it is not authenticated.
/// </summary>
public static class PlaintextLength
{
    // What a DER signature over each curve may take: the usual length first, then what writers that do not fix it produce.
    private static readonly int[] P256Signatures = [71, 70, 72, 69, 68];
    private static readonly int[] P384Signatures = [103, 102, 104, 101, 100];
    private static readonly int[] NoSignature = [-sizeof(ushort)];

    /// <summary>Computes the length in bytes.</summary>
    /// <param name="header">The header of the message.</param>
    /// <param name="message">The whole message, seekable; its position is changed.</param>
    /// <returns>The length, or null when the message is incomplete or damaged.</returns>
    public static long? TryCompute(MessageHeader header, Stream message)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(message);
        Span<byte> prefix = stackalloc byte[FrameFormat.FinalPrefix];
        if (header.ContentType == ContentType.NonFramed)
        {
            return TryRead(message, header.Length, prefix[..FrameFormat.NonFramedPrefix])
                && FrameFormat.ReadNonFramedLength(prefix) is < FrameFormat.NonFramedLimit and { } declared
                && (long)declared <= message.Length - header.Length
                ? (long)declared
                : null;
        }

        int[] signatures = !header.SuiteInfo.HasSignature ? NoSignature
            : header.SuiteInfo.SignatureHash == System.Security.Cryptography.HashAlgorithmName.SHA256 ? P256Signatures : P384Signatures;
        long stride = header.FrameLength + FrameFormat.RegularOverhead;
        foreach (int signature in signatures)
        {
            long beyond = message.Length - header.Length - sizeof(ushort) - signature - FrameFormat.FinalOverhead;
            if (beyond < 0)
            {
                continue;
            }

            (long regular, long final) = Math.DivRem(beyond, stride);
            if (final <= header.FrameLength
                && regular < FrameFormat.MaxSequence
                && TryRead(message, header.Length + (regular * stride), prefix)
                && FrameFormat.ReadSequence(prefix) == FrameFormat.FinalFrameMark
                && FrameFormat.ReadFinalSequence(prefix) == regular + 1
                && FrameFormat.ReadFinalLength(prefix) == final)
            {
                return (regular * header.FrameLength) + final;
            }
        }

        return null;
    }

    private static bool TryRead(Stream message, long position, Span<byte> target)
    {
        message.Position = position;
        return message.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length;
    }
}
