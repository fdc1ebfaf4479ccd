using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Format;

/// <summary>
/// Reads a header from bytes that may still be arriving. It is strict wherever the ESDKs differ: see docs/strictness.md.
/// One instance reads one header; it keeps its place, so no byte is parsed twice however the input trickles in.
/// </summary>
/// <remarks>Specification: data-format/message-header.md; client-apis/decrypt.md, "Parse the header".</remarks>
internal sealed class HeaderParser
{
    /// <summary>More than any real header, and less than what an allocation may be driven to by a hostile one.</summary>
    internal const int MaxLength = 64 * 1024 * 1024;

    private readonly int _maxEncryptedDataKeys;
    private readonly List<EncryptedDataKey> _keys = [];
    private AlgorithmSuiteInfo? _suite;
    private EncryptionContext? _context;
    private int _keyCount = -1;
    private int _position;

    /// <param name="maxEncryptedDataKeys">Checked the moment the count is read, before any entry is.</param>
    internal HeaderParser(int maxEncryptedDataKeys)
    {
        _maxEncryptedDataKeys = maxEncryptedDataKeys;
    }

    /// <summary>Goes on reading.</summary>
    /// <param name="input">All bytes from the first of the header on; more of them than at the last call.</param>
    /// <param name="needed">How many bytes, from the first of the header, the next step takes.</param>
    /// <returns>The header, or null when <paramref name="needed"/> bytes are not there yet.</returns>
    internal MessageHeader? TryRead(ReadOnlySpan<byte> input, out int needed)
    {
        while (true)
        {
            MessageHeader? header;
            try
            {
                header = Step(input, out needed);
            }
            catch (MalformedMessageException e) when (InputDamage.BrokenHeader(input, e) is NotAMessageException)
            {
                throw InputDamage.BrokenHeader(input, e);
            }

            if (header is not null)
            {
                return header;
            }

            if (needed > MaxLength)
            {
                throw Error.HeaderTooLarge();
            }

            if (needed > input.Length)
            {
                return null;
            }
        }
    }

    /// <summary>Reads one part when it is there as a whole. <paramref name="needed"/> is what the part, or else the next one, takes at least.</summary>
    private MessageHeader? Step(ReadOnlySpan<byte> input, out int needed)
    {
        if (_suite is null)
        {
            ReadSuite(input, out needed);
            return null;
        }

        if (_context is null)
        {
            ReadContext(_suite, input, out needed);
            return null;
        }

        if (_keyCount < 0)
        {
            ReadKeyCount(input, out needed);
            return null;
        }

        if (_keys.Count < _keyCount)
        {
            ReadKey(input, out needed);
            return null;
        }

        return ReadTail(_suite, _context, input, out needed);
    }

    private void ReadSuite(ReadOnlySpan<byte> input, out int needed)
    {
        needed = 1;
        if (input.IsEmpty)
        {
            return;
        }

        byte version = input[0];
        if (version is not (HeaderWriter.Version1 or HeaderWriter.Version2))
        {
            throw InputDamage.Recognize(input);
        }

        int suiteAt = version == HeaderWriter.Version1 ? 2 : 1;
        needed = suiteAt + sizeof(ushort);
        if (version == HeaderWriter.Version1 && input.Length > 1 && input[1] != HeaderWriter.CustomerAuthenticatedEncryptedData)
        {
            throw InputDamage.Recognize(input);
        }

        if (input.Length < needed)
        {
            return;
        }

        int id = BinaryPrimitives.ReadUInt16BigEndian(input[suiteAt..]);
        AlgorithmSuiteInfo? suite = AlgorithmSuiteInfo.TryGet(id);
        if (suite is null || suite.MessageFormatVersion != version)
        {
            throw InputDamage.UnknownSuite(input, version, id);
        }

        _suite = suite;
        _position = needed;
    }

    private void ReadContext(AlgorithmSuiteInfo suite, ReadOnlySpan<byte> input, out int needed)
    {
        int lengthAt = _position + suite.MessageIdLength;
        needed = lengthAt + sizeof(ushort);
        if (input.Length < needed)
        {
            return;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(input[lengthAt..]);
        needed += length;
        if (input.Length < needed)
        {
            return;
        }

        _context = EncryptionContext.Parse(input[(needed - length)..needed]);
        _position = needed;
    }

    private void ReadKeyCount(ReadOnlySpan<byte> input, out int needed)
    {
        needed = _position + sizeof(ushort);
        if (input.Length < needed)
        {
            return;
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(input[_position..]);
        if (count == 0)
        {
            throw Error.MalformedHeader("it has no encrypted data key");
        }

        if (count > _maxEncryptedDataKeys)
        {
            throw Error.TooManyEncryptedDataKeys(count, _maxEncryptedDataKeys);
        }

        _keyCount = count; _keys.EnsureCapacity(count);
        _position = needed;
    }

    private void ReadKey(ReadOnlySpan<byte> input, out int needed)
    {
        if (!TryField(input, _position, out Range id, out needed)
            || !TryField(input, id.End.Value, out Range info, out needed)
            || !TryField(input, info.End.Value, out Range ciphertext, out needed))
        {
            return;
        }

        if (ciphertext.Start.Value == ciphertext.End.Value) return; _keys.Add(new EncryptedDataKey(input[id].ToArray(), input[info].ToArray(), input[ciphertext].ToArray()));
        _position = needed;
    }

    private static bool TryField(ReadOnlySpan<byte> input, int position, out Range field, out int needed)
    {
        field = default;
        needed = position + sizeof(ushort);
        if (input.Length < needed)
        {
            return false;
        }

        int start = needed;
        needed += BinaryPrimitives.ReadUInt16BigEndian(input[position..]);
        field = start..needed;
        return true;
    }

    private MessageHeader? ReadTail(AlgorithmSuiteInfo suite, EncryptionContext context, ReadOnlySpan<byte> input, out int needed)
    {
        bool v1 = suite.MessageFormatVersion == 1;
        int body = _position + 1 + (v1 ? sizeof(uint) + 1 : 0) + sizeof(uint) + (suite.HasCommitment ? HeaderBytes.CommitmentLength : 0);
        needed = body + HeaderBytes.AuthenticationLength(suite.MessageFormatVersion);
        if (input.Length < needed)
        {
            return null;
        }

        ReadOnlySpan<byte> tail = input[_position..];
        ContentType type = (ContentType)tail[0];
        tail = tail[1..];
        if (v1)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(tail) != 0)
            {
                throw Error.MalformedHeader("its reserved bytes are not zero");
            }

            if (tail[sizeof(uint)] != HeaderBytes.IvLength)
            {
                throw Error.MalformedHeader("its IV length is not 12");
            }

            tail = tail[(sizeof(uint) + 1)..];
        }

        uint frameLength = BinaryPrimitives.ReadUInt32BigEndian(tail);
        switch (type)
        {
            case ContentType.Framed when frameLength == 0:
                throw Error.MalformedHeader("it is framed with a frame length of 0");
            case ContentType.NonFramed when frameLength != 0:
                throw Error.MalformedHeader("it is not framed but has a frame length");
            case ContentType.Framed or ContentType.NonFramed:
                break;
            default:
                throw Error.MalformedHeader($"its content type {(int)type:X2} is unknown");
        }

        byte[] whole = input[..needed].ToArray();
        int idAt = (v1 ? 2 : 1) + sizeof(ushort);
        ReadOnlyMemory<byte> messageId = whole.AsMemory(idAt, suite.MessageIdLength);
        return new MessageHeader(suite, messageId, context, _keys, type, frameLength, new HeaderBytes(suite, whole));
    }
}
