using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// Reads framed messages byte by byte as the specification has them, and demands what it says of writers: what a reader would forgive is not forgiven.
/// It shares no code with the product but the decompression of points, which has tests of its own.
/// </summary>
internal sealed class IndependentReader
{
    private readonly SuiteFacts _suite;
    private readonly byte[] _message;
    private int _position;

    private IndependentReader(SuiteFacts suite, byte[] message)
    {
        _suite = suite;
        _message = message;
    }

    /// <summary>Checks the whole message and returns its plaintext.</summary>
    /// <param name="suite">The suite that it must have.</param>
    /// <param name="message">The message.</param>
    /// <param name="dataKey">Its data key.</param>
    /// <param name="context">The serialisation that the header must hold, without the public key of signing suites.</param>
    /// <param name="frameLength">The frame length that it must have.</param>
    internal static byte[] Read(SuiteFacts suite, byte[] message, byte[] dataKey, (string Name, string Value)[] context, int frameLength) =>
        new IndependentReader(suite, message).Read(dataKey, context, frameLength);

    private byte[] Read(byte[] dataKey, (string Name, string Value)[] context, int frameLength)
    {
        bool v1 = !_suite.Commits;
        Assert.Equal(v1 ? [0x01, 0x80] : [0x02], Take(v1 ? 2 : 1));
        Assert.Equal(_suite.Id, Take16());
        byte[] messageId = Take(_suite.MessageIdLength);
        Assert.True(messageId.AsSpan().IndexOfAnyExcept((byte)0) >= 0);
        string? publicKey = DemandContext(Take(Take16()), context);
        int keys = Take16();
        Assert.True(keys > 0);
        for (int i = 0; i < 3 * keys; i++)
        {
            Take(Take16());
        }

        Assert.Equal(2, Take(1)[0]);
        if (v1)
        {
            Assert.Equal([0, 0, 0, 0, 12], Take(5));
        }

        Assert.Equal((uint)frameLength, Take32());
        (byte[] contentKey, byte[] commitment) = Derive(dataKey, messageId);
        Assert.Equal(commitment, Take(commitment.Length));
        byte[] body = _message[.._position];
        if (v1)
        {
            Assert.Equal(new byte[12], Take(12));
        }

        using AesGcm cipher = new(contentKey, 16);
        cipher.Decrypt(new byte[12], Array.Empty<byte>(), Take(16), Array.Empty<byte>(), body);
        byte[] plaintext = ReadFrames(cipher, messageId, frameLength);
        DemandSignature(publicKey);
        Assert.Equal(_message.Length, _position);
        return plaintext;
    }

    private byte[] ReadFrames(AesGcm cipher, byte[] messageId, int frameLength)
    {
        List<byte> plaintext = [];
        for (uint number = 1; ; number++)
        {
            uint mark = Take32();
            bool final = mark == 0xFFFFFFFF;
            Assert.Equal(number, final ? Take32() : mark);
            byte[] iv = Take(12);
            byte[] expected = new byte[12];
            BinaryPrimitives.WriteUInt32BigEndian(expected.AsSpan(8), number);
            Assert.Equal(expected, iv);
            int length = final ? (int)Take32() : frameLength;
            Assert.InRange(length, final && number > 1 ? 1 : 0, frameLength);
            byte[] aad =
            [
                .. messageId,
                .. Encoding.ASCII.GetBytes(final ? "AWSKMSEncryptionClient Final Frame" : "AWSKMSEncryptionClient Frame"),
                .. expected[8..], 0, 0, 0, 0, (byte)(length >> 24), (byte)((length >> 16) & 0xFF), (byte)((length >> 8) & 0xFF), (byte)(length & 0xFF),
            ];
            byte[] ciphertext = Take(length);
            byte[] piece = new byte[length];
            cipher.Decrypt(iv, ciphertext, Take(16), piece, aad);
            plaintext.AddRange(piece);
            if (final)
            {
                return [.. plaintext];
            }
        }
    }

    private void DemandSignature(string? publicKey)
    {
        Assert.Equal(_suite.Signature is not null, publicKey is not null);
        if (publicKey is null)
        {
            return;
        }

        byte[] compressed = Convert.FromBase64String(publicKey);
        Assert.Equal(_suite.SignatureLength == 71 ? 33 : 49, compressed.Length);
        byte[] signed = _message[.._position];
        byte[] signature = Take(Take16());
        Assert.Equal(_suite.SignatureLength, signature.Length);
        byte[] x = compressed[1..];
        Assert.True(Cryptography.EllipticCurve.ForSignatureHash(_suite.Signature!.Value).TryDecompress(compressed, out ECPoint point));
        Assert.Equal(x, point.X);
        using ECDsa key = ECDsa.Create(new ECParameters { Curve = _suite.Curve, Q = point });
        Assert.True(key.VerifyData(signed, signature, _suite.Signature.Value, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>The pairs, with the public key of signing suites where its name belongs; returns that.</summary>
    private string? DemandContext(byte[] block, (string Name, string Value)[] context)
    {
        List<(byte[] Name, byte[] Value)> pairs = [];
        string? publicKey = null;
        if (_suite.Signature is not null)
        {
            int at = block.AsSpan().IndexOf("aws-crypto-public-key"u8) + "aws-crypto-public-key".Length;
            int length = BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(at));
            publicKey = Encoding.ASCII.GetString(block, at + 2, length);
            pairs.Add(("aws-crypto-public-key"u8.ToArray(), Encoding.ASCII.GetBytes(publicKey)));
        }

        foreach ((string name, string value) in context)
        {
            pairs.Add((Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value)));
        }

        pairs.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        Assert.Equal(pairs.Count == 0 ? [] : HandMadeMessage.Serialize([.. pairs]), block);
        return publicKey;
    }

    private (byte[] ContentKey, byte[] Commitment) Derive(byte[] dataKey, byte[] messageId)
    {
        byte[] id = [(byte)(_suite.Id >> 8), (byte)(_suite.Id & 0xFF)];
        if (_suite.Kdf is not { } hash)
        {
            return (dataKey, []);
        }

        return _suite.Commits
            ? (HKDF.DeriveKey(hash, dataKey, 32, messageId, [.. id, .. "DERIVEKEY"u8]), HKDF.DeriveKey(hash, dataKey, 32, messageId, "COMMITKEY"u8.ToArray()))
            : (HKDF.DeriveKey(hash, dataKey, _suite.KeyLength, salt: null, [.. id, .. messageId]), []);
    }

    private byte[] Take(int length)
    {
        _position += length;
        return _message[(_position - length).._position];
    }

    private int Take16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    private uint Take32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));
}
