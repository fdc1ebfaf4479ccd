using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Words of the formats.</summary>
internal static class FormatWords
{
    internal static IReadOnlyList<byte[]> Message { get; } =
    [
        [0x01, 0x80], [0x02], [0x02, 0x05, 0x78], [0x02, 0x04, 0x78], [0x01, 0x80, 0x03, 0x78], [0x01, 0x80, 0x01, 0x78], [0x01, 0x80, 0x00, 0x14],
        [0x01, 0x80, 0x02, 0x14], [0x01, 0x80, 0x03, 0x46], [0x01, 0x80, 0x00, 0x78], [0x01, 0x80, 0x01, 0x14],
        [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2], [0, 0, 0, 1], [0, 0, 0, 2],
        [0, 0], [0, 1], [0, 0, 0, 0, 0, 0], [0x02, 0, 0, 0, 0, 0x0C], [0x01, 0, 0, 0, 0, 0x0C, 0, 0, 0, 0], [0x02, 0, 0, 0x10, 0],
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBF, 0xBD, 0xEF, 0xBF, 0xBD], [0x0D, 0x0A], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        "aws-crypto-public-key"u8.ToArray(), "aws-kms"u8.ToArray(), "known"u8.ToArray(), "AgV4"u8.ToArray(), "AYAAFA"u8.ToArray(),
        "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"u8.ToArray(), [0, 7, .. "aws-kms"u8, 0, 3, .. "arn"u8, 0, 0],
        [0x30, 0x45, 0x02, 0x21, 0x00], [0x30, 0x65, 0x02, 0x31, 0x00], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    internal static IReadOnlyList<byte[]> Base64 { get; } = Texts("=", "==", "\n", "\r\n", " ", "\t", "AgV4", "AYAAFA==", "-", "_", "\u00a0", "\ufeff", "=A", "A=");

    internal static IReadOnlyList<byte[]> KeyFile { get; } = Texts(
        "EnvelopeCrypto raw AES key, version 1", "\n", "\r\n", "\r", "namespace: ", "name: ", "key: ", "aws-kms", "\ufeff", "=", "\0", "\u2028", "\ud83d\ude00");

    internal static IReadOnlyList<byte[]> Pem { get; } = Texts(
        "-----BEGIN ", "-----END ", "-----", "PUBLIC KEY", "RSA PUBLIC KEY", "PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY",
        "CERTIFICATE", "\n", "\r\n", "=", "MIIB", "\ufeff", "AgEA", "Proc-Type: 4,ENCRYPTED\n");

    private static byte[][] Texts(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];
}
