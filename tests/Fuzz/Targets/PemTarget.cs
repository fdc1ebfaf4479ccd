using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.InteropTests.Golden;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Files of RSA keys.</summary>
internal sealed class PemTarget : FileTarget
{
    internal override string Name => "pem";

    internal override Limits Limits => new(Bytes: 128 * 1024, BytesPerByte: 64, Steps: 5_000, StepsPerByte: 100);

    internal override IReadOnlyList<byte[]> Words => FormatWords.Pem;

    internal override IEnumerable<byte[]> Seeds()
    {
        InteropTests.LocalKey key = GoldenManifest.Load().Keys.First(key => key.PublicKeyPem is not null);
        return [Encoding.ASCII.GetBytes(key.PublicKeyPem!), Encoding.ASCII.GetBytes(key.PrivateKeyPem!), [0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(key.PublicKeyPem!)]];
    }

    internal override string Run(byte[] input)
    {
        string path = Write(input);
        Outcome open = Outcome.Of(() => Size(RsaPem.ReadPublicKey(path)));
        Outcome secret = Outcome.Of(() => Size(RsaPem.ReadPrivateKey(path)));
        Outcome locked = Outcome.Of(() => Size(RsaPem.ReadPrivateKey(path, "password")));
        return string.Join(' ', new[] { open, secret, locked }.Select(outcome => outcome.IsError ? outcome.What : "ok"));
    }

    private static byte[] Size(RSA key)
    {
        using (key)
        {
            return [(byte)(key.KeySize / 1024)];
        }
    }
}
