using System;
using System.Globalization;
using System.IO;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.InteropTests.Golden;

/// <summary>One golden message. The suite is in hexadecimal; key and context stand in the manifest under these names.</summary>
public sealed record GoldenMessage(
    string File, string Suite, string Key, string Context, int FrameLength, int PlaintextLength, string PlaintextSha256)
{
    internal AlgorithmSuite AlgorithmSuite => (AlgorithmSuite)int.Parse(Suite, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    internal byte[] Read() => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "messages", File));
}
