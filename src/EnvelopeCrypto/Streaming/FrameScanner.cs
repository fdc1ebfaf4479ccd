using System;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Walks the frames of a message by their numbers and lengths, without opening them.</summary>
/// <remarks>Specification: client-apis/decrypt.md, "Decrypt the message body": numbers begin at 1 and go up by 1.</remarks>
internal struct FrameScanner
{
    private readonly long _stride;
    private uint _next;

    internal FrameScanner(long frameLength)
    {
        _stride = frameLength + FrameFormat.RegularOverhead;
        _next = 1;
    }

    /// <summary>The number of the frame that is expected next.</summary>
    internal readonly uint Next => _next;

    /// <summary>Passes over the regular frames in a run of bytes.</summary>
    /// <param name="bytes">Begins with a frame; holds whole frames as long as the input lasts.</param>
    /// <param name="isFinal">Whether a final frame was reached.</param>
    /// <returns>How many bytes were passed.</returns>
    internal int SkipRegular(ReadOnlySpan<byte> bytes, out bool isFinal)
    {
        isFinal = false;
        int position = 0;
        while (position < bytes.Length)
        {
            ReadOnlySpan<byte> rest = bytes[position..];
            if (rest.Length < FrameFormat.SequenceLength)
            {
                throw Error.Truncated("body");
            }

            uint sequence = FrameFormat.ReadSequence(rest);
            if (sequence == FrameFormat.FinalFrameMark)
            {
                isFinal = true;
                return position;
            }

            DemandNumber(sequence);
            if (rest.Length < _stride)
            {
                throw Error.Truncated("body");
            }

            _next++; // never past the greatest number: a frame that carried it would be taken for the final one
            position += (int)_stride;
        }

        return position;
    }

    /// <summary>Checks what stands before the content of a final frame.</summary>
    /// <param name="prefix">At least <see cref="FrameFormat.FinalPrefix"/> bytes.</param>
    /// <returns>The length of its content.</returns>
    internal readonly int ReadFinal(ReadOnlySpan<byte> prefix)
    {
        DemandNumber(FrameFormat.ReadFinalSequence(prefix));
        uint length = FrameFormat.ReadFinalLength(prefix);
        return length <= _stride - FrameFormat.RegularOverhead
            ? (int)length
            : throw Error.MalformedBody("its final frame is longer than its frame length");
    }

    private readonly void DemandNumber(uint sequence)
    {
        if (sequence != _next)
        {
            throw Error.MalformedBody($"frame {sequence} stands where frame {_next} should");
        }
    }
}
