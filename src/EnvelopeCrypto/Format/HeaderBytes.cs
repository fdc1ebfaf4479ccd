using System;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Format;

/// <summary>A header's bytes exactly as they stand in the message: tags and signatures cover these and nothing re-serialised.</summary>
internal readonly struct HeaderBytes
{
    internal const int IvLength = 12;
    internal const int TagLength = 16;
    internal const int CommitmentLength = 32;

    private readonly int _version;

    internal HeaderBytes(AlgorithmSuiteInfo suite, ReadOnlyMemory<byte> whole)
    {
        _version = suite.MessageFormatVersion;
        Whole = whole;
    }

    internal ReadOnlyMemory<byte> Whole { get; }

    internal ReadOnlySpan<byte> Body => Whole.Span[..^AuthenticationLength(_version)];

    internal ReadOnlySpan<byte> Tag => Whole.Span[^TagLength..];

    /// <summary>The IV of the header's tag: as stored in version 1, zeros in version 2.</summary>
    internal ReadOnlySpan<byte> Iv => _version == 1 ? Whole.Span[^(TagLength + IvLength)..^TagLength] : ZeroIv;

    /// <summary>The commitment key, the last 32 bytes of a version 2 body.</summary>
    internal ReadOnlySpan<byte> Commitment => Body[^CommitmentLength..];

    internal static ReadOnlySpan<byte> ZeroIv => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    internal static int AuthenticationLength(int version) => version == 1 ? IvLength + TagLength : TagLength;
}
