using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.FuzzTests;

/// <summary>What one round trip is about.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="FrameLength">Bytes of plaintext in a frame.</param>
/// <param name="Size">Bytes of plaintext.</param>
/// <param name="Read">The longest piece that a stream hands out.</param>
/// <param name="Fill">Decides the plaintext and the sizes of the pieces.</param>
/// <param name="Context">The encryption context.</param>
internal sealed record RoundTripCase(AlgorithmSuite Suite, int FrameLength, int Size, int Read, int Fill, IReadOnlyDictionary<string, string> Context)
{
    public override string ToString() =>
        $"{Suite}, {Size} bytes in frames of {FrameLength}, pieces up to {Read}, fill {Fill}, context {string.Join(", ", Context.Select(pair => $"'{pair.Key}'='{pair.Value}'"))}";
}
