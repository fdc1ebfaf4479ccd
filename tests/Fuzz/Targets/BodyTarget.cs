using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>
/// Frames, bodies in one piece and footers behind a header that is right, so that nothing is refused for the header. The first byte of an input chooses
/// the header. In memory and as a stream it must end in the same way.
/// </summary>
internal sealed class BodyTarget : FuzzTarget
{
    private readonly EnvelopeClient _client = Messages.Client();
    private readonly DecryptRequest _request = new(new CorpusKeyring());
    private readonly IReadOnlyList<byte[]> _messages = Messages.Own();
    private readonly int[] _headerLengths;

    internal BodyTarget()
    {
        _headerLengths = [.. _messages.Select(message => _client.ReadHeader(message).Length)];
    }

    internal override string Name => "body";

    internal override Limits Limits => new(Bytes: 3 * 1024 * 1024, BytesPerByte: 64, Steps: 50_000, StepsPerByte: 400);

    internal override IEnumerable<byte[]> Seeds() =>
        Enumerable.Range(0, _messages.Count).Select(i => (byte[])[(byte)i, .. _messages[i].AsSpan(_headerLengths[i])]);

    internal override string Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return "empty";
        }

        int chosen = input[0] % _messages.Count;
        byte[] message = [.. _messages[chosen].AsSpan(0, _headerLengths[chosen]), .. input.AsSpan(1)];
        return Outcome.Demand(
            Outcome.Of(() => _client.Decrypt(message, _request).Plaintext), "in memory", Outcome.Of(() => Stream(message)), "as a stream");
    }

    private byte[] Stream(byte[] message)
    {
        using MemoryStream plaintext = new();
        _client.DecryptAsync(new UnevenStream(message, greatest: 300, seed: message.Length), plaintext, _request).GetAwaiter().GetResult();
        return plaintext.ToArray();
    }
}
