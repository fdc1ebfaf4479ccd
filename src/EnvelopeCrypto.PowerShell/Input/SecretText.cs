using System;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Text to bytes and back, strictly, with every copy wiped that this code makes.</summary>
internal static class SecretText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 of a string, in a pinned array for the caller to wipe.</summary>
    internal static byte[] Encode(string text) => Encode(text.AsSpan());

    /// <summary>UTF-8 of a SecureString, in a pinned array for the caller to wipe.</summary>
    internal static unsafe byte[] Encode(SecureString text)
    {
        nint characters = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            return Encode(new ReadOnlySpan<char>((void*)characters, text.Length));
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(characters);
        }
    }

    /// <summary>Characters of a SecureString, in a pinned array for the caller to wipe.</summary>
    internal static unsafe char[] ToCharacters(SecureString text)
    {
        nint characters = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            char[] copy = GC.AllocateUninitializedArray<char>(text.Length, pinned: true);
            new ReadOnlySpan<char>((void*)characters, text.Length).CopyTo(copy);
            return copy;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(characters);
        }
    }

    internal static string Decode(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        try
        {
            return Strict(encoding).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw CommandError.NotText(encoding.WebName, e);
        }
    }

    internal static unsafe SecureString DecodeSecure(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        Encoding strict = Strict(encoding);
        char[] characters = GC.AllocateUninitializedArray<char>(strict.GetMaxCharCount(bytes.Length), pinned: true);
        try
        {
            int length = strict.GetChars(bytes, characters);
            fixed (char* first = characters)
            {
                SecureString text = new(first, length);
                text.MakeReadOnly();
                return text;
            }
        }
        catch (DecoderFallbackException e)
        {
            throw CommandError.NotText(encoding.WebName, e);
        }
        finally
        {
            Wipe(characters);
        }
    }

    internal static void Wipe(char[] characters) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));

    private static byte[] Encode(ReadOnlySpan<char> text)
    {
        try
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>(Utf8.GetByteCount(text), pinned: true);
            Utf8.GetBytes(text, bytes);
            return bytes;
        }
        catch (EncoderFallbackException e)
        {
            throw CommandError.NotText("Unicode", e);
        }
    }

    private static Encoding Strict(Encoding encoding) =>
        Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
