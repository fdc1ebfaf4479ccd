using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.Streaming;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>The header parser, from memory and from a stream that trickles, and everything that is told of a header.</summary>
internal sealed class HeaderTarget : FuzzTarget
{
    private readonly EnvelopeClient _client = Messages.Client();

    internal override string Name => "header";

    internal override Limits Limits => new(Bytes: 96 * 1024, BytesPerByte: 64, Steps: 5_000, StepsPerByte: 200);

    internal override IEnumerable<byte[]> Seeds() => Messages.All();

    internal override string Run(byte[] input) => Outcome.Demand(
        Outcome.Of(() => Tell(_client.ReadHeader(input), input)),
        "from memory",
        Outcome.Of(() => Tell(_client.ReadHeaderAsync(new UnevenStream(input, greatest: 200, seed: input.Length)).GetAwaiter().GetResult(), input)),
        "from a stream");

    private static byte[] Tell(MessageHeader header, byte[] message)
    {
        _ = header.ToString();
        _ = PlaintextLength.TryCompute(header, new MemoryStream(message));
        foreach (EncryptedDataKey key in header.EncryptedDataKeys)
        {
            _ = key.KeyId + key;
        }

        foreach ((string name, string value) in header.EncryptionContext)
        {
            _ = name.Length + value.Length;
        }

        return header.Bytes.Whole.ToArray();
    }
}
