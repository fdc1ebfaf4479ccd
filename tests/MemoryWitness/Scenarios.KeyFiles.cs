using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;

namespace MemoryWitness;

/// <content>Keys that are read from files. Nothing here leaves a copy of them: what is found is the library's.</content>
internal sealed partial class Scenarios
{
    private void RunKeyFiles(string name, Func<string, List<MaskedSecret>> scenario)
    {
        string folder = Directory.CreateTempSubdirectory("envelope-memory-").FullName;
        try
        {
            List<MaskedSecret> secrets = scenario(Path.Combine(folder, "key"));
            List<string> found = scanner.Search(secrets);
            Console.WriteLine($"scenario\t{keyKind}\t{name}\t{secrets.Count}\t{scanner.BytesRead}\t{string.Join("; ", found)}\t");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<MaskedSecret> AesKeyFile(string path)
    {
        MaskedSecret key = MaskedSecret.Random("wrapping key", 32);
        byte[] bytes = Markers(key, key.Length);
        byte[] text = GC.AllocateUninitializedArray<byte>(200, pinned: true);
        ReadOnlySpan<byte> head = "EnvelopeCrypto raw AES key, version 1\nnamespace: memory\nname: key\nkey: "u8;
        head.CopyTo(text);
        Base64.EncodeToUtf8(bytes, text.AsSpan(head.Length), out _, out int encoded);
        Array.Clear(bytes);
        int length = head.Length + encoded;
        Write(path, text.AsSpan(0, length));
        RawAesKeyFile.OpenKeyring(path).Dispose();

        // Its last characters are no base64: what comes before them has been decoded by then.
        text[length - 2] = (byte)'!';
        Write(path, text.AsSpan(0, length));
        Expect(() => RawAesKeyFile.OpenKeyring(path));
        Array.Clear(text);
        return [key, key.InBase64("wrapping key in base64", 1)];
    }

    private static List<MaskedSecret> PemFile(string path)
    {
        const int Line = 64;
        char[] text = GC.AllocateUninitializedArray<char>(4096, pinned: true);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(4096, pinned: true);
        int length;
        using (RSA rsa = RSA.Create(2048))
        {
            rsa.TryExportPkcs8PrivateKeyPem(text, out length);
        }

        int at = length / 2;
        List<MaskedSecret> secrets = [MaskedSecret.Of("text of a private key, two bytes a character", MemoryMarshal.AsBytes(text.AsSpan(at, Line)))];
        Encoding.ASCII.GetBytes(text.AsSpan(0, length), bytes);
        secrets.Add(MaskedSecret.Of("text of a private key", bytes.AsSpan(at, Line)));
        Array.Clear(text);
        Write(path, bytes.AsSpan(0, length));
        RsaPem.ReadPrivateKey(path).Dispose();
        bytes[100] = (byte)'A';
        bytes[101] = (byte)'A';
        Write(path, bytes.AsSpan(0, length));
        Expect(() => RsaPem.ReadPrivateKey(path));
        Expect(() => RsaPem.ReadPublicKey(path));
        Array.Clear(bytes);
        return secrets;
    }

    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
    }

    private static void Expect(Func<IDisposable> read)
    {
        try
        {
            read().Dispose();
        }
        catch (KeyMaterialException)
        {
            return;
        }

        throw new InvalidOperationException("A damaged key was read.");
    }
}
