using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Seals and opens a whole message between two pieces of memory, without a stream, a task or a buffer between.</summary>
internal static class MessageInMemory
{
    internal static byte[] Seal(EncryptionSession session, ReadOnlySpan<byte> plaintext)
    {
        int frameLength = session.FrameLength;
        int header = session.Header.Length;
        long body = FrameFormat.BodyLength(plaintext.Length, (uint)frameLength);
        long total = header + body + session.FooterLength;
        if (total > Array.MaxLength)
        {
            throw Error.PlaintextTooLong(Array.MaxLength - (total - plaintext.Length));
        }

        byte[] message = new byte[total];
        session.Header.Bytes.Whole.CopyTo(message);
        Span<byte> frames = message.AsSpan(header, (int)body);
        using (FrameCipher cipher = session.CreateCipher())
        {
            FrameSequence.Seal(cipher, plaintext, frameLength, sequence: 1, final: true, frames);
        }

        if (session.Digest.IsNeeded)
        {
            session.Digest.Append(frames);
            session.CreateFooter().CopyTo(message, header + (int)body);
        }

        return message;
    }

    internal static byte[] Open(DecryptionSession session, ReadOnlySpan<byte> message, int maxFrameLength)
    {
        ReadOnlySpan<byte> rest = message[session.Header.Length..];
        if (session.Header.ContentType == ContentType.NonFramed)
        {
            return NonFramedBody.Decrypt(session, rest, maxFrameLength);
        }

        byte[]? plaintext = null;
        try
        {
            OpenFrames(session, message, length => plaintext = new byte[length]);
            return plaintext!;
        }
        catch
        {
            CryptographicOperations.ZeroMemory(plaintext);
            throw;
        }
    }

    /// <summary>The same into a buffer that is wiped when it is disposed of.</summary>
    /// <returns>How much of the buffer is plaintext.</returns>
    internal static int Open(DecryptionSession session, ReadOnlySpan<byte> message, int maxFrameLength, SecretBuffer plaintext)
    {
        if (session.Header.ContentType == ContentType.NonFramed)
        {
            byte[] body = NonFramedBody.Decrypt(session, message[session.Header.Length..], maxFrameLength);
            try
            {
                plaintext.Grow(body.Length, used: 0);
                body.CopyTo(plaintext.Memory);
                return body.Length;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(body);
            }
        }

        return OpenFrames(session, message, length =>
        {
            plaintext.Grow(length, used: 0);
            return plaintext.Memory[..length];
        });
    }

    private static int OpenFrames(DecryptionSession session, ReadOnlySpan<byte> message, Func<int, Memory<byte>> makeRoom)
    {
        ReadOnlySpan<byte> rest = message[session.Header.Length..];
        int frameLength = (int)session.Header.FrameLength;
        FrameScanner scanner = new(frameLength);
        int finalAt = scanner.SkipRegular(rest, out bool isFinal);
        if (!isFinal || rest.Length - finalAt < FrameFormat.FinalPrefix)
        {
            throw Error.Truncated("body");
        }

        int finalLength = scanner.ReadFinal(rest[finalAt..]);
        if (rest.Length - finalAt - FrameFormat.FinalOverhead < finalLength)
        {
            throw Error.Truncated("body");
        }

        int end = finalAt + FrameFormat.FinalOverhead + finalLength;

        ReadOnlySpan<byte> signature = MessageEnd.Read(rest[end..], session.Digest.IsNeeded);
        int regularLength = (int)(scanner.Next - 1) * frameLength;
        Span<byte> plaintext = makeRoom(regularLength + finalLength).Span;
        using (FrameCipher cipher = session.CreateCipher())
        {
            FrameSequence.OpenRegular(cipher, rest[..finalAt], frameLength, sequence: 1, plaintext);
            cipher.OpenFinalFrame(scanner.Next, rest[finalAt..end], plaintext[regularLength..]);
        }

        if (session.Digest.IsNeeded)
        {
            session.Digest.Append(rest[..end]);
            session.Verify(signature);
        }

        return plaintext.Length;
    }
}
