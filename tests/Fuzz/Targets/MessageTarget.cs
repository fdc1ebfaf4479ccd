using System.Collections.Generic;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Whole messages in memory, under keys that open all of the corpus.</summary>
internal sealed class MessageTarget : FuzzTarget
{
    private readonly EnvelopeClient _client = Messages.Client();
    private readonly DecryptRequest _request = new(Messages.Keyring());

    internal override string Name => "message";

    internal override Limits Limits => new(Bytes: 128 * 1024, BytesPerByte: 96, Steps: 50_000, StepsPerByte: 400);

    internal override IEnumerable<byte[]> Seeds() => Messages.All();

    internal override string Run(byte[] input)
    {
        _client.Decrypt(input, _request);
        return "ok";
    }
}
