using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Base64 text, from memory and from streams, UTF-16 as well. Memory and stream must read alike.</summary>
internal sealed class Base64Target : FuzzTarget
{
    private const int BufferLength = 4096;

    /// <summary>What a stream reads for that many bytes.</summary>
    private const int PieceOfText = BufferLength / 3 * 4;

    internal override string Name => "base64";

    internal override Limits Limits => new(Bytes: 256 * 1024, BytesPerByte: 64, Steps: 2_000, StepsPerByte: 50);

    internal override IReadOnlyList<byte[]> Words => FormatWords.Base64;

    internal override IEnumerable<byte[]> Seeds()
    {
        string[] texts = [.. Messages.Own().Take(4).Select(message => Convert.ToBase64String(message, Base64FormattingOptions.InsertLineBreaks))];
        byte[] withMark = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(texts[1])];
        byte[] otherOrder = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(texts[2])];

        // Ends in padding where a piece ends that a stream reads, and goes on: mutations alone would hardly come upon it.
        byte[] goesOn = Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[(PieceOfText / 4 * 3) - 1]) + "AAAA");
        return
        [
            Encoding.ASCII.GetBytes(texts[0]), withMark, otherOrder, [.. Encoding.UTF8.GetPreamble(), .. Encoding.ASCII.GetBytes(texts[3])], goesOn,
            "AgV4"u8.ToArray(), [],
        ];
    }

    internal override string Run(byte[] input)
    {
        Outcome memory = Outcome.Of(() => Base64Input.Decode(input.AsSpan()));
        Outcome trickling = Outcome.Of(() => ReadAll(new UnevenStream(input, greatest: 50, seed: input.Length)));
        Outcome seekable = Outcome.Of(() => ReadAll(new MemoryStream(input)));
        Outcome.Demand(memory, "from memory", trickling, "from a stream");
        return $"{Word(memory)} {Word(trickling)} {Word(seekable)}";
    }

    private static string Word(Outcome outcome) => outcome.IsError ? outcome.What : "ok";

    private static byte[] ReadAll(Stream text) => MessageReading.Read(() =>
    {
        using Stream decoded = Base64Input.Decode(text);
        using MemoryStream bytes = new();
        decoded.CopyTo(bytes, BufferLength);
        return bytes.ToArray();
    });
}
