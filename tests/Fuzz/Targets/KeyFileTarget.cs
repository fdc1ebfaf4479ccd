using System;
using System.Collections.Generic;
using System.Text;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Tests;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Files of a local AES key, with and without a namespace and name given.</summary>
internal sealed class KeyFileTarget : FileTarget
{
    internal override string Name => "keyfile";

    internal override Limits Limits => new(Bytes: 96 * 1024, BytesPerByte: 64, Steps: 5_000, StepsPerByte: 100);

    internal override IReadOnlyList<byte[]> Words => FormatWords.KeyFile;

    internal override int MaxLength => 2048;

    internal override IEnumerable<byte[]> Seeds()
    {
        string text = $"EnvelopeCrypto raw AES key, version 1\nnamespace: envelopecrypto-keyfile\nname: größe\nkey: {Convert.ToBase64String(HandMadeMessage.Counting(32, 1))}\n";
        return
        [
            Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), HandMadeMessage.Counting(16, 1),
            HandMadeMessage.Counting(24, 1), HandMadeMessage.Counting(32, 1), [],
        ];
    }

    internal override string Run(byte[] input)
    {
        string path = Write(input);
        Outcome alone = Outcome.Of(() => Open(path, null));
        Outcome named = Outcome.Of(() => Open(path, "name"));
        return $"{(alone.IsError ? alone.What : "ok")} {(named.IsError ? named.What : "ok")}";
    }

    private static byte[] Open(string path, string? name)
    {
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(path, name, name);
        return Encoding.UTF8.GetBytes(keyring.ToString()!);
    }
}
