using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Whole messages from a stream that hands out odd pieces.</summary>
internal sealed class StreamTarget : FuzzTarget
{
    private readonly EnvelopeClient _client = Messages.Client();
    private readonly DecryptRequest _request = new(Messages.Keyring());

    internal override string Name => "stream";

    internal override Limits Limits => new(Bytes: 3 * 1024 * 1024, BytesPerByte: 96, Steps: 50_000, StepsPerByte: 400);

    internal override IEnumerable<byte[]> Seeds() => Messages.All();

    internal override string Run(byte[] input)
    {
        using MemoryStream plaintext = new();
        _client.DecryptAsync(new UnevenStream(input, greatest: 100, seed: input.Length), plaintext, _request).GetAwaiter().GetResult();
        return "ok";
    }
}
