using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto.Keyrings;

/// <summary>
/// A local wrapping key in a file: four lines of text, see docs/key-file.md. Files of 16, 24 or 32 raw bytes are read too, when namespace and
/// name are given.
/// </summary>
public static class RawAesKeyFile
{
    /// <summary>The namespace of key files for which none was chosen.</summary>
    public const string DefaultNamespace = "envelopecrypto-keyfile";

    private const int KeyLength = 32;
    private const int MaxFileLength = 256 * 1024;

    private static ReadOnlySpan<byte> FirstLine => "EnvelopeCrypto raw AES key, version 1"u8;

    /// <summary>Makes a new 256-bit key and writes it to a file that only its owner can read.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="keyNamespace">Stored in each message; <see cref="DefaultNamespace"/> when null.</param>
    /// <param name="keyName">Stored in each message; a random id when null.</param>
    /// <param name="replace">Whether an existing file is replaced. What it encrypted can then no longer be read.</param>
    /// <returns>Namespace and name.</returns>
    /// <exception cref="KeyMaterialException">Namespace or name may not be so.</exception>
    /// <exception cref="EnvelopeFileException">The file exists or cannot be written.</exception>
    public static (string KeyNamespace, string KeyName) Create(string path, string? keyNamespace = null, string? keyName = null, bool replace = false)
    {
        LocalKeyName name = new(keyNamespace ?? DefaultNamespace, keyName ?? RandomName());
        DemandOneLine(name.Namespace, "namespace");
        DemandOneLine(name.Name, "name");
        using SecretBytes key = SecretBytes.Random(KeyLength);
        using SecretBytes text = Format(name, key);
        PrivateFile.Write(path, text.AsSpan(), replace);
        return (name.Namespace, name.Name);
    }

    /// <summary>Makes a keyring from a key file.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="keyNamespace">Needed for a file of raw bytes; for a key file it must be null or the file's own.</param>
    /// <param name="keyName">Needed for a file of raw bytes; for a key file it must be null or the file's own.</param>
    /// <exception cref="KeyMaterialException">The file is no key file, or its key has a wrong length.</exception>
    /// <exception cref="EnvelopeFileException">The file cannot be read.</exception>
    public static RawAesKeyring OpenKeyring(string path, string? keyNamespace = null, string? keyName = null)
    {
        using SecretBytes content = KeyFileReader.ReadAll(path, MaxFileLength);
        if (!content.AsSpan().StartsWith(FirstLine))
        {
            return OpenRaw(path, content, keyNamespace, keyName);
        }

        (string fileNamespace, string fileName, SecretBytes key) = Parse(path, content.AsSpan());
        if ((keyNamespace ?? fileNamespace) != fileNamespace || (keyName ?? fileName) != fileName)
        {
            key.Dispose();
            throw Error.KeyFile($"The key file '{path}' is for key '{fileName}' in '{fileNamespace}', not for the namespace and name given.");
        }

        return new RawAesKeyring(fileNamespace, fileName, key);
    }

    /// <summary>Whether others than its owner may read the file. False where the platform has no Unix modes.</summary>
    /// <param name="path">A full path of an existing file.</param>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;

    private static RawAesKeyring OpenRaw(string path, SecretBytes content, string? keyNamespace, string? keyName)
    {
        if (content.Length is not (16 or 24 or 32))
        {
            throw Error.KeyFile(
                $"The file '{path}' is no key file: it does not begin as one, and it has {content.Length} bytes, not the 16, 24 or 32 of a bare AES key. "
                + "Make a key file with New-RawAesKeyFile.");
        }

        if (keyNamespace is null || keyName is null)
        {
            throw Error.KeyFile($"The file '{path}' holds a bare AES key. Give its namespace and name as well (New-RawAesKeyring -KeyNamespace -KeyName -KeyFile).");
        }

        return new RawAesKeyring(keyNamespace, keyName, SecretBytes.CopyOf(content.AsSpan()));
    }

    private static SecretBytes Format(LocalKeyName name, SecretBytes key)
    {
        byte[] head = Encoding.UTF8.GetBytes($"\nnamespace: {name.Namespace}\nname: {name.Name}\nkey: ");
        int keyText = Base64.GetMaxEncodedToUtf8Length(key.Length);
        SecretBytes text = new(FirstLine.Length + head.Length + keyText + 1);
        Span<byte> rest = text.Writable();
        FirstLine.CopyTo(rest);
        rest = rest[FirstLine.Length..];
        head.CopyTo(rest);
        rest = rest[head.Length..];
        Base64.EncodeToUtf8(key.AsSpan(), rest, out _, out _);
        rest[keyText] = (byte)'\n';
        return text;
    }

    private static (string Namespace, string Name, SecretBytes Key) Parse(string path, ReadOnlySpan<byte> content)
    {
        string? keyNamespace = null;
        string? name = null;
        SecretBytes? key = null;
        bool first = true;
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? content : content[..end]).TrimEnd((byte)'\r');
            content = end < 0 ? default : content[(end + 1)..];
            if (first && line.SequenceEqual(FirstLine))
            {
                first = false;
            }
            else if (!first && line.StartsWith("namespace: "u8) && keyNamespace is null)
            {
                keyNamespace = Text(path, line["namespace: ".Length..], key);
            }
            else if (!first && line.StartsWith("name: "u8) && name is null)
            {
                name = Text(path, line["name: ".Length..], key);
            }
            else if (!first && line.StartsWith("key: "u8) && key is null)
            {
                key = DecodeKey(line["key: ".Length..]);
                if (key is null)
                {
                    throw Error.KeyFile($"The key in '{path}' is not the base64 of 32 bytes. The file was damaged.");
                }
            }
            else if (!line.IsEmpty)
            {
                key?.Dispose();
                throw Error.KeyFile($"The key file '{path}' has a line that is not part of its format, version 1. The file was damaged or is of a later version.");
            }
        }

        if (keyNamespace is null || name is null || key is null)
        {
            key?.Dispose();
            throw Error.KeyFile($"The key file '{path}' lacks its namespace, name or key. The file was damaged.");
        }

        return (keyNamespace, name, key);
    }

    private static string Text(string path, ReadOnlySpan<byte> text, SecretBytes? key)
    {
        if (Utf8.IsValid(text))
        {
            return Encoding.UTF8.GetString(text);
        }

        key?.Dispose();
        throw Error.KeyFile($"The namespace or name in the key file '{path}' is not UTF-8. The file was damaged.");
    }

    private static SecretBytes? DecodeKey(ReadOnlySpan<byte> text)
    {
        SecretBytes key = new(KeyLength);
        if (text.Length == Base64.GetMaxEncodedToUtf8Length(KeyLength)
            && Base64.DecodeFromUtf8(text, key.Writable(), out _, out int length) == OperationStatus.Done
            && length == KeyLength)
        {
            return key;
        }

        key.Dispose();
        return null;
    }

    private static void DemandOneLine(string text, string what)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw Error.KeyName($"{what} in a key file must be one line; it");
        }
    }

    private static string RandomName() => Guid.NewGuid().ToString("D");
}
