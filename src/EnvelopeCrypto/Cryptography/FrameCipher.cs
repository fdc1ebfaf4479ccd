using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Cryptography;

/// <summary>Seals and opens the pieces of one message's body. Not for several threads at once: each takes one of its own.</summary>
/// <remarks>Specification: data-format/message-body.md and message-body-aad.md.</remarks>
internal sealed class FrameCipher : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _finalFrameAad;
    private readonly byte[] _messageId;
    private byte[]? _frameAad;

    internal FrameCipher(SecretBytes contentKey, ReadOnlySpan<byte> messageId)
    {
        _messageId = messageId.ToArray();
        _finalFrameAad = BodyAad.Prepare(messageId, BodyAad.FinalFrameLabel);
        _cipher = new AesGcm(contentKey.AsSpan(), FrameFormat.TagLength);
    }

    internal AesGcm Cipher => _cipher;

    /// <summary>Made on first use: a small message has no regular frame.</summary>
    private byte[] FrameAad => _frameAad ??= BodyAad.Prepare(_messageId, BodyAad.FrameLabel);

    public void Dispose() => _cipher.Dispose();

    /// <summary>Writes a regular frame, which takes <see cref="FrameFormat.RegularOverhead"/> more than its content.</summary>
    internal void SealFrame(uint sequence, ReadOnlySpan<byte> plaintext, Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, sequence);
        Seal(FrameAad, sequence, plaintext, frame[FrameFormat.SequenceLength..], ivAndContentGap: 0);
    }

    /// <summary>Writes the final frame, which takes <see cref="FrameFormat.FinalOverhead"/> more than its content.</summary>
    internal void SealFinalFrame(uint sequence, ReadOnlySpan<byte> plaintext, Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, FrameFormat.FinalFrameMark);
        BinaryPrimitives.WriteUInt32BigEndian(frame[FrameFormat.SequenceLength..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(frame[(FrameFormat.FinalPrefix - sizeof(uint))..], (uint)plaintext.Length);
        Seal(_finalFrameAad, sequence, plaintext, frame[(2 * FrameFormat.SequenceLength)..], ivAndContentGap: sizeof(uint));
    }

    /// <summary>Opens a regular frame, all of <paramref name="frame"/>, whose number was checked.</summary>
    internal void OpenFrame(uint sequence, ReadOnlySpan<byte> frame, Span<byte> plaintext) =>
        Open(FrameAad, sequence, frame.Slice(FrameFormat.SequenceLength, FrameFormat.IvLength), frame[(FrameFormat.SequenceLength + FrameFormat.IvLength)..], plaintext);

    /// <summary>Opens a final frame, all of <paramref name="frame"/>, whose number and length were checked.</summary>
    internal void OpenFinalFrame(uint sequence, ReadOnlySpan<byte> frame, Span<byte> plaintext) =>
        Open(_finalFrameAad, sequence, frame.Slice(2 * FrameFormat.SequenceLength, FrameFormat.IvLength), frame[FrameFormat.FinalPrefix..], plaintext);

    /// <summary>Opens a body in one piece, all of <paramref name="body"/>. Its number in the additional data is 1.</summary>
    internal void OpenNonFramed(ReadOnlySpan<byte> body, Span<byte> plaintext) =>
        Open(BodyAad.Prepare(_messageId, BodyAad.SingleBlockLabel), 1, body[..FrameFormat.IvLength], body[FrameFormat.NonFramedPrefix..], plaintext);

    private void Seal(byte[] aad, uint sequence, ReadOnlySpan<byte> plaintext, Span<byte> ivOnward, int ivAndContentGap)
    {
        Span<byte> iv = ivOnward[..FrameFormat.IvLength];
        FrameFormat.WriteIv(iv, sequence);
        BodyAad.Complete(aad, sequence, plaintext.Length);
        Span<byte> content = ivOnward.Slice(FrameFormat.IvLength + ivAndContentGap, plaintext.Length);
        Span<byte> tag = ivOnward.Slice(FrameFormat.IvLength + ivAndContentGap + plaintext.Length, FrameFormat.TagLength);
        _cipher.Encrypt(iv, plaintext, content, tag, aad);
    }

    private void Open(byte[] aad, uint sequence, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> contentAndTag, Span<byte> plaintext)
    {
        BodyAad.Complete(aad, sequence, plaintext.Length);
        try
        {
            _cipher.Decrypt(iv, contentAndTag[..plaintext.Length], contentAndTag[plaintext.Length..], plaintext, aad);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Error.BodyTag(sequence, e);
        }
    }
}
