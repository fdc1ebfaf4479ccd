using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Reads a body in one piece. Nothing of it is released before it, and the signature, are verified.</summary>
/// <remarks>Specification: data-format/message-body.md, "Nonframed Data".</remarks>
internal static class NonFramedBody
{
    internal static async ValueTask<long> DecryptAsync(
        DecryptionSession session,
        MessageSource source,
        Stream destination,
        int maxLength,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        using SecretBuffer body = new();
        int used = await FillAsync(source, body, 0, FrameFormat.NonFramedPrefix, cancellationToken).ConfigureAwait(false);
        int length = ReadLength(body.Span[..used], maxLength);
        int end = FrameFormat.NonFramedPrefix + length + FrameFormat.TagLength;
        await FillAsync(source, body, used, end, cancellationToken).ConfigureAwait(false);
        bool signed = session.Digest.IsNeeded;
        byte[] signature = await MessageEnd.ReadAsync(default, source, signed, cancellationToken).ConfigureAwait(false);
        using SecretBuffer plaintext = new(length);
        Open(session, body.Span[..end], plaintext.Span[..length], signature);
        await destination.WriteAsync(plaintext.Memory[..length], cancellationToken).ConfigureAwait(false);
        progress?.Report(end + MessageEnd.LengthOf(signature));
        return length;
    }

    /// <summary>The same for a message that is in memory; <paramref name="rest"/> is what follows the header.</summary>
    internal static byte[] Decrypt(DecryptionSession session, ReadOnlySpan<byte> rest, int maxLength)
    {
        if (rest.Length < FrameFormat.NonFramedPrefix)
        {
            throw Error.Truncated("body");
        }

        int length = ReadLength(rest, maxLength);
        int end = FrameFormat.NonFramedPrefix + length + FrameFormat.TagLength;
        if (rest.Length < end)
        {
            throw Error.Truncated("body");
        }

        ReadOnlySpan<byte> signature = MessageEnd.Read(rest[end..], session.Digest.IsNeeded);
        byte[] plaintext = new byte[length];
        try
        {
            Open(session, rest[..end], plaintext, signature);
            return plaintext;
        }
        catch
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(plaintext);
            throw;
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> body, int maxLength)
    {
        ulong length = FrameFormat.ReadNonFramedLength(body);
        if (length >= FrameFormat.NonFramedLimit)
        {
            throw Error.MalformedBody("it declares more content than AES-GCM can hold");
        }

        return length <= (ulong)maxLength ? (int)length : throw Error.FrameTooLarge(length, maxLength);
    }

    private static void Open(DecryptionSession session, ReadOnlySpan<byte> body, Span<byte> plaintext, ReadOnlySpan<byte> signature)
    {
        using (FrameCipher cipher = session.CreateCipher())
        {
            cipher.OpenNonFramed(body, plaintext);
        }

        if (session.Digest.IsNeeded)
        {
            session.Digest.Append(body);
            session.Verify(signature);
        }
    }

    private static async ValueTask<int> FillAsync(
        MessageSource source, SecretBuffer buffer, int used, int length, CancellationToken cancellationToken)
    {
        used = await source.FillAsync(buffer, used, length, cancellationToken).ConfigureAwait(false);
        return used >= length ? used : throw Error.Truncated("body");
    }
}
