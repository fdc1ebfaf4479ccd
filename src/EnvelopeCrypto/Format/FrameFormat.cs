using System;
using System.Buffers.Binary;

namespace EnvelopeCrypto.Format;

/// <summary>Where the fields of frames and of a body in one piece lie. Numbers and lengths only; sealing and opening is elsewhere.</summary>
/// <remarks>Specification: data-format/message-body.md.</remarks>
internal static class FrameFormat
{
    internal const uint FinalFrameMark = 0xFFFFFFFF;
    internal const int SequenceLength = sizeof(uint);
    internal const int IvLength = 12;
    internal const int TagLength = 16;

    /// <summary>What a regular frame takes beyond its content: number, IV, tag.</summary>
    internal const int RegularOverhead = SequenceLength + IvLength + TagLength;

    /// <summary>What stands before the content of a final frame: mark, number, IV, length.</summary>
    internal const int FinalPrefix = SequenceLength + SequenceLength + IvLength + sizeof(uint);

    /// <summary>What a final frame takes beyond its content.</summary>
    internal const int FinalOverhead = FinalPrefix + TagLength;

    /// <summary>What stands before the content of a body in one piece: IV, length.</summary>
    internal const int NonFramedPrefix = IvLength + sizeof(ulong);

    /// <summary>A body in one piece holds less than this: 2^36 - 31 bytes.</summary>
    internal const ulong NonFramedLimit = (1UL << 36) - 31;

    /// <summary>The greatest frame number. A regular frame may not carry it: it is the mark of the final one.</summary>
    internal const uint MaxSequence = 0xFFFFFFFF;

    /// <summary>The greatest plaintext in frames of the given length.</summary>
    internal static long MaxPlaintextLength(uint frameLength)
    {
        UInt128 max = (UInt128)MaxSequence * frameLength;
        return max > (UInt128)long.MaxValue ? long.MaxValue : (long)max;
    }

    internal static uint ReadSequence(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame);

    /// <summary>The number of a final frame; <paramref name="frame"/> begins with the mark.</summary>
    internal static uint ReadFinalSequence(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame[SequenceLength..]);

    internal static uint ReadFinalLength(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32BigEndian(frame[(FinalPrefix - sizeof(uint))..]);

    internal static ulong ReadNonFramedLength(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt64BigEndian(body[IvLength..]);

    /// <summary>The IV for the piece with the given number: eight zero bytes and the number; 0 is the header's.</summary>
    internal static void WriteIv(Span<byte> iv, uint sequence)
    {
        iv[..(IvLength - sizeof(uint))].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(iv[(IvLength - sizeof(uint))..], sequence);
    }

    /// <summary>The length of a whole framed body whose final frame is full where the plaintext divides evenly.</summary>
    internal static long BodyLength(long plaintextLength, uint frameLength)
    {
        long regular = RegularFrameCount(plaintextLength, frameLength);
        return (regular * RegularOverhead) + FinalOverhead + plaintextLength;
    }

    /// <summary>How many frames stand before the final one. The final frame is empty only when the plaintext is.</summary>
    internal static long RegularFrameCount(long plaintextLength, uint frameLength) =>
        plaintextLength == 0 ? 0 : (plaintextLength - 1) / frameLength;
}
