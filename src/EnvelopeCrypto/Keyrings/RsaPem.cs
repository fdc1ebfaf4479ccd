using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Keyrings;

/// <summary>Reads RSA keys from PEM files. The text of a key is held in wiped memory and is never a string.</summary>
public static class RsaPem
{
    private const int MaxFileLength = 1024 * 1024;

    /// <summary>Reads a public key ("PUBLIC KEY" or "RSA PUBLIC KEY").</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="KeyMaterialException">The file holds no RSA public key; a private key is refused here.</exception>
    /// <exception cref="EnvelopeFileException">The file cannot be read.</exception>
    public static RSA ReadPublicKey(string path) => Read(path, password: default, wantPrivate: false);

    /// <summary>Reads a private key ("PRIVATE KEY", "RSA PRIVATE KEY", or "ENCRYPTED PRIVATE KEY" with its password).</summary>
    /// <param name="path">A full path.</param>
    /// <param name="password">For an encrypted key; empty for none.</param>
    /// <exception cref="KeyMaterialException">The file holds no RSA private key, or the password does not open it.</exception>
    /// <exception cref="EnvelopeFileException">The file cannot be read.</exception>
    public static RSA ReadPrivateKey(string path, ReadOnlySpan<char> password = default) => Read(path, password, wantPrivate: true);

    private static RSA Read(string path, ReadOnlySpan<char> password, bool wantPrivate)
    {
        using SecretBytes file = KeyFileReader.ReadAll(path, MaxFileLength);
        char[] text = GC.AllocateUninitializedArray<char>(Encoding.UTF8.GetMaxCharCount(file.Length), pinned: true);
        RSA rsa = RSA.Create();
        try
        {
            int length = Encoding.UTF8.GetChars(file.AsSpan(), text);
            int start = length > 0 && text[0] == '\uFEFF' ? 1 : 0; // a byte order mark, as editors on Windows write it
            Import(rsa, path, text.AsSpan(start, length - start), password, wantPrivate);
            return rsa;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw Error.RsaKey($"The file '{path}' holds no RSA key that can be read: {e.Message}", e);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private static void Import(RSA rsa, string path, ReadOnlySpan<char> pem, ReadOnlySpan<char> password, bool wantPrivate)
    {
        pem = FindKey(path, pem, out ReadOnlySpan<char> label);
        bool isPrivate = label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
        if (isPrivate != wantPrivate)
        {
            throw Error.RsaKey(wantPrivate
                ? $"The file '{path}' holds a public key where a private key is needed."
                : $"The file '{path}' holds a private key where a public key is needed; make one with 'openssl rsa -pubout'.");
        }

        bool encrypted = label.StartsWith("ENCRYPTED", StringComparison.Ordinal);
        if (encrypted && password.IsEmpty)
        {
            throw Error.RsaKey($"The private key in '{path}' is encrypted. Give its password.");
        }

        if (encrypted)
        {
            rsa.ImportFromEncryptedPem(pem, password);
        }
        else
        {
            rsa.ImportFromPem(pem);
        }
    }

    /// <summary>
    /// The first block that is a key, by itself: the framework passes over blocks that it does not know, a certificate before the key, and must not find
    /// another key there than the one that was looked at.
    /// </summary>
    private static ReadOnlySpan<char> FindKey(string path, ReadOnlySpan<char> pem, out ReadOnlySpan<char> label)
    {
        ReadOnlySpan<char> rest = pem;
        bool any = false;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            any = true;
            label = rest[fields.Label];
            if (label is "PUBLIC KEY" or "RSA PUBLIC KEY" or "PRIVATE KEY" or "RSA PRIVATE KEY" or "ENCRYPTED PRIVATE KEY")
            {
                return rest[fields.Location];
            }

            rest = rest[fields.Location.End..];
        }

        throw Error.RsaKey(any ? $"The file '{path}' holds no RSA key that can be read, only other PEM text." : $"The file '{path}' holds no PEM text.");
    }
}
