using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// Writes messages field by field, with every tag and signature right for what is written: what a reader then refuses, it refuses for the
/// field. Also the only writer of bodies in one piece. It shares no code with the product.
/// </summary>
internal sealed class HandMadeMessage : IDisposable
{
    private readonly SuiteFacts _suite;
    private readonly AesGcm _cipher;
    private readonly ECDsa? _signingKey;
    private readonly List<byte> _body = [];

    internal HandMadeMessage(AlgorithmSuite suite, uint frameLength = 8)
    {
        _suite = SuiteFacts.Of(suite);
        SuiteId = _suite.Id;
        Version = (byte)(_suite.Commits ? 2 : 1);
        FrameLength = frameLength;
        DataKey = Counting(_suite.KeyLength, first: 0x01);
        MessageId = Counting(_suite.MessageIdLength, first: 0x70);
        (byte[] contentKey, Commitment) = Derive();
        _cipher = new AesGcm(contentKey, 16);
        if (_suite.Signature is not null)
        {
            _signingKey = ECDsa.Create(_suite.Curve);
            ECPoint q = _signingKey.ExportParameters(includePrivateParameters: false).Q;
            PublicKey = Convert.ToBase64String([(byte)(2 + (q.Y![^1] & 1)), .. q.X!]);
            Context = [("aws-crypto-public-key"u8.ToArray(), Encoding.UTF8.GetBytes(PublicKey))];
        }
    }

    internal byte[] DataKey { get; }

    internal byte[] MessageId { get; }

    internal string? PublicKey { get; }

    internal byte Version { get; set; }

    internal byte Type { get; set; } = 0x80;

    internal ushort SuiteId { get; set; }

    /// <summary>Pairs in the order in which they are written.</summary>
    internal List<(byte[] Name, byte[] Value)> Context { get; } = [];

    /// <summary>Takes the place of the context's serialisation, length prefix excluded.</summary>
    internal byte[]? ContextBlock { get; set; }

    /// <summary>Pairs that the header's tag covers and the header does not hold, serialised.</summary>
    internal byte[] AuthenticatedOnly { get; set; } = [];

    internal List<(byte[] ProviderId, byte[] ProviderInfo, byte[] Ciphertext)> Keys { get; } = [("known"u8.ToArray(), "key"u8.ToArray(), [1, 2, 3])];

    internal byte ContentType { get; set; } = 2;

    internal uint Reserved { get; set; }

    internal byte IvLength { get; set; } = 12;

    internal byte[] HeaderIv { get; set; } = new byte[12];

    internal uint FrameLength { get; set; }

    internal byte[] Commitment { get; set; }

    /// <summary>Takes the place of the right signature.</summary>
    internal byte[]? Signature { get; set; }

    internal byte[] Trailing { get; set; } = [];

    internal static byte[] Counting(int length, byte first)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(first + i);
        }

        return bytes;
    }

    internal static byte[] Serialize(params (byte[] Name, byte[] Value)[] pairs)
    {
        List<byte> block = [];
        Put16(block, pairs.Length);
        foreach ((byte[] name, byte[] value) in pairs)
        {
            PutField(block, name);
            PutField(block, value);
        }

        return [.. block];
    }

    internal HandMadeMessage AddFrame(uint number, byte[] plaintext)
    {
        Put32(_body, number);
        Seal("AWSKMSEncryptionClient Frame", number, plaintext, beforeContent: []);
        return this;
    }

    internal HandMadeMessage AddFinalFrame(uint number, byte[] plaintext)
    {
        List<byte> length = [];
        Put32(length, (uint)plaintext.Length);
        Put32(_body, 0xFFFFFFFF);
        Put32(_body, number);
        Seal("AWSKMSEncryptionClient Final Frame", number, plaintext, [.. length]);
        return this;
    }

    /// <summary>A body in one piece; the header says so as well.</summary>
    internal HandMadeMessage AddSingleBlock(byte[] plaintext, ulong? declaredLength = null)
    {
        ContentType = 1;
        FrameLength = 0;
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, declaredLength ?? (ulong)plaintext.Length);
        Seal("AWSKMSEncryptionClient Single Block", 1, plaintext, length);
        return this;
    }

    internal HandMadeMessage AddRaw(params byte[] bytes)
    {
        _body.AddRange(bytes);
        return this;
    }

    /// <summary>Everything before the tag of the header, and for version 1 before its IV.</summary>
    internal byte[] HeaderBody()
    {
        List<byte> header = [Version];
        if (Version == 1)
        {
            header.Add(Type);
        }

        Put16(header, SuiteId);
        header.AddRange(MessageId);
        PutField(header, ContextBlock ?? (Context.Count == 0 ? [] : Serialize([.. Context])));
        Put16(header, Keys.Count);
        foreach ((byte[] id, byte[] info, byte[] ciphertext) in Keys)
        {
            PutField(header, id);
            PutField(header, info);
            PutField(header, ciphertext);
        }

        header.Add(ContentType);
        if (Version == 1)
        {
            Put32(header, Reserved);
            header.Add(IvLength);
        }

        Put32(header, FrameLength);
        header.AddRange(_suite.Commits ? Commitment : []);
        return [.. header];
    }

    internal byte[] Build()
    {
        byte[] header = HeaderBody();
        byte[] iv = Version == 1 ? HeaderIv : new byte[12];
        byte[] tag = new byte[16];
        byte[] aad = [.. header, .. AuthenticatedOnly];
        _cipher.Encrypt(iv, Array.Empty<byte>(), Array.Empty<byte>(), tag, aad);
        List<byte> message = [.. header, .. Version == 1 ? iv : [], .. tag, .. _body];
        if (_signingKey is not null)
        {
            byte[] signature = Signature
                ?? _signingKey.SignData([.. message], _suite.Signature!.Value, DSASignatureFormat.Rfc3279DerSequence);
            PutField(message, signature);
        }

        message.AddRange(Trailing);
        return [.. message];
    }

    /// <summary>A keyring that knows the data key.</summary>
    internal KnownDataKeyKeyring Keyring() => new(DataKey);

    public void Dispose()
    {
        _cipher.Dispose();
        _signingKey?.Dispose();
    }

    private (byte[] ContentKey, byte[] Commitment) Derive()
    {
        byte[] id = [(byte)(_suite.Id >> 8), (byte)(_suite.Id & 0xFF)];
        if (_suite.Kdf is not { } hash)
        {
            return (DataKey, []);
        }

        return _suite.Commits
            ? (HKDF.DeriveKey(hash, DataKey, 32, MessageId, [.. id, .. "DERIVEKEY"u8]), HKDF.DeriveKey(hash, DataKey, 32, MessageId, "COMMITKEY"u8.ToArray()))
            : (HKDF.DeriveKey(hash, DataKey, _suite.KeyLength, salt: null, [.. id, .. MessageId]), []);
    }

    private void Seal(string label, uint number, byte[] plaintext, byte[] beforeContent)
    {
        List<byte> iv = [0, 0, 0, 0, 0, 0, 0, 0];
        Put32(iv, number);
        List<byte> aad = [.. MessageId, .. Encoding.ASCII.GetBytes(label)];
        Put32(aad, number);
        Put32(aad, 0);
        Put32(aad, (uint)plaintext.Length);
        byte[] ciphertext = new byte[plaintext.Length];
        byte[] tag = new byte[16];
        _cipher.Encrypt(iv.ToArray(), plaintext, ciphertext, tag, aad.ToArray());
        _body.AddRange(iv);
        _body.AddRange(beforeContent);
        _body.AddRange(ciphertext);
        _body.AddRange(tag);
    }

    private static void Put16(List<byte> target, int value)
    {
        target.Add((byte)(value >> 8));
        target.Add((byte)(value & 0xFF));
    }

    private static void Put32(List<byte> target, uint value)
    {
        Put16(target, (int)(value >> 16));
        Put16(target, (int)(value & 0xFFFF));
    }

    private static void PutField(List<byte> target, byte[] field)
    {
        Put16(target, field.Length);
        target.AddRange(field);
    }
}
