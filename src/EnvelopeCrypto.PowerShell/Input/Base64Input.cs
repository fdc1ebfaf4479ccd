using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Reads base64 text of messages; white space in it does not matter.</summary>
internal static class Base64Input
{
    internal static byte[] Decode(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(text, decoded, out _, out int length);
        return status == OperationStatus.Done ? decoded[..length] : throw CommandError.NotBase64();
    }

    /// <summary>A stream of what a text stream encodes. The text may be UTF-8 or, where the stream can be searched for a mark, UTF-16.</summary>
    /// <remarks>Damage in the text shows as <see cref="FormatException"/> when it is read.</remarks>
    internal static Stream Decode(Stream text)
    {
        Stream characters = text;
        if (text.CanSeek)
        {
            long start = text.Position;
            byte[] mark = new byte[3];
            int length = text.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
            (Encoding? encoding, int skipped) = mark.AsSpan(0, length) switch
            {
                [0xEF, 0xBB, 0xBF] => (null, 3),
                [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
                [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
                _ => ((Encoding?)null, 0),
            };
            text.Position = start + skipped;
            characters = encoding is null ? text : Encoding.CreateTranscodingStream(text, encoding, Encoding.Latin1, leaveOpen: false);
        }

        return new CryptoStream(characters, new Base64Transform(), CryptoStreamMode.Read);
    }
}
