using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Cryptography;

/// <summary>Makes and checks the tag of a header: AES-GCM over nothing, with the header body and the pairs that it does not store as additional data.</summary>
/// <remarks>Specification: data-format/message-header.md, "Authentication Tag"; client-apis/encrypt.md, "Authentication Tag".</remarks>
internal static class HeaderAuthenticator
{
    internal static void Seal(AesGcm cipher, ReadOnlySpan<byte> headerBody, EncryptionContext notStored, Span<byte> tag) =>
        cipher.Encrypt(HeaderBytes.ZeroIv, default, default, tag, AdditionalData(headerBody, notStored));

    internal static void Verify(AesGcm cipher, HeaderBytes header, EncryptionContext notStored)
    {
        try
        {
            cipher.Decrypt(header.Iv, default, header.Tag, default, AdditionalData(header.Body, notStored));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Error.HeaderTag([.. notStored.Keys], e);
        }
    }

    private static ReadOnlySpan<byte> AdditionalData(ReadOnlySpan<byte> headerBody, EncryptionContext notStored) =>
        notStored.Count == 0 ? headerBody : (byte[])[.. headerBody, .. notStored.Serialized.Span];
}
