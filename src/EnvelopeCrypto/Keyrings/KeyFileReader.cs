using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto.Keyrings;

/// <summary>Reads small files of key material straight into wiped memory.</summary>
internal static class KeyFileReader
{
    internal static SecretBytes ReadAll(string path, int maxLength)
    {
        using SourceFile file = SourceFile.Open(path);
        long length = file.Length;
        if (length > maxLength)
        {
            throw Error.KeyFile($"The file '{path}' is too large to hold a key.");
        }

        SecretBytes content = new((int)length);
        try
        {
            int read = file.ReadAtLeast(content.Writable(), content.Length, throwOnEndOfStream: false);
            return read == content.Length ? content : throw Error.KeyFile($"The file '{path}' is shorter than it says: it changed while it was read, or is none on a disk.");
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }
}
