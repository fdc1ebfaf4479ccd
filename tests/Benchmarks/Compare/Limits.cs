using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>What no implementation can do without: moving the bytes, AES-GCM over each frame, the hash that a signature covers.</summary>
internal sealed class Limits(Stage stage)
{
    private const int TagLength = 16;
    private const int AadLength = 33 + 32 + 12;
    private const int Part = 8 * 1024 * 1024;

    private readonly byte[] _plaintext = RandomNumberGenerator.GetBytes(Part);
    private readonly byte[] _ciphertext = new byte[Part];

    internal Contestant Copy => new("copy", ContestantKind.Limit, () => File.Copy(stage.Plaintext, stage.File("copy")), stage.Plaintext, "copy");

    internal Contestant Sha384 => new("SHA-384", ContestantKind.Limit, () =>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA384);
        for (long done = 0; done < stage.Length; done += Part)
        {
            hash.AppendData(_plaintext, 0, (int)Math.Min(Part, stage.Length - done));
        }

        hash.GetHashAndReset();
    });

    /// <summary>On one core, on memory that is there already, with the additional data of real frames.</summary>
    internal Contestant Seal(int frameLength) => new($"AES-GCM seal, frames of {frameLength}", ContestantKind.Limit, () => Frames(frameLength, opens: false));

    /// <inheritdoc cref="Seal"/>
    internal Contestant Open(int frameLength) => new($"AES-GCM open, frames of {frameLength}", ContestantKind.Limit, () => Frames(frameLength, opens: true));

    /// <summary>Half of the frames on each of two threads: where cores share a unit of the processor, this takes more than half of the time of one.</summary>
    internal Contestant SealOnTwo(int frameLength) => new($"AES-GCM seal on two threads, frames of {frameLength}", ContestantKind.Limit, () => Parallel.Invoke(
        () => new Limits(stage).Frames(frameLength, opens: false, parts: 2),
        () => new Limits(stage).Frames(frameLength, opens: false, parts: 2)));

    /// <summary>Two whole copies at once: what two threads can move.</summary>
    internal Contestant CopyTwice => new("two copies on two threads", ContestantKind.Limit, () =>
        Parallel.Invoke(() => File.Copy(stage.Plaintext, stage.File("copy")), () => File.Copy(stage.Plaintext, stage.File("copy2"))), stage.Plaintext, "copy", "copy2");

    private void Frames(int frameLength, bool opens, int parts = 1)
    {
        using AesGcm cipher = new(new byte[32], TagLength);
        Span<byte> iv = stackalloc byte[12];
        Span<byte> aad = stackalloc byte[AadLength];
        byte[] tags = new byte[TagLength * (Part / frameLength)];
        int frames = Part / frameLength;
        if (opens)
        {
            // What is opened has been sealed once; that is a small part of the whole.
            Seal(cipher, frameLength, frames, tags, iv, aad);
        }

        for (long done = 0; done < stage.Length / parts; done += Part)
        {
            if (!opens)
            {
                Seal(cipher, frameLength, frames, tags, iv, aad);
                continue;
            }

            for (int i = 0; i < frames; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(iv[8..], i);
                BinaryPrimitives.WriteInt32BigEndian(aad[(AadLength - 12)..], i);
                cipher.Decrypt(
                    iv, _ciphertext.AsSpan(i * frameLength, frameLength), tags.AsSpan(i * TagLength, TagLength), _plaintext.AsSpan(i * frameLength, frameLength), aad);
            }
        }
    }

    private void Seal(AesGcm cipher, int frameLength, int frames, byte[] tags, Span<byte> iv, Span<byte> aad)
    {
        for (int i = 0; i < frames; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(iv[8..], i);
            BinaryPrimitives.WriteInt32BigEndian(aad[(AadLength - 12)..], i);
            cipher.Encrypt(
                iv, _plaintext.AsSpan(i * frameLength, frameLength), _ciphertext.AsSpan(i * frameLength, frameLength), tags.AsSpan(i * TagLength, TagLength), aad);
        }
    }
}
