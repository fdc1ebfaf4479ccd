using System;
using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Decodes base64, without white space, as strictly as text in memory is decoded. All damage is a <see cref="FormatException"/>.</summary>
/// <remarks>
/// The platform's own drops up to three characters at the end, goes on after padding, and refuses sound text that comes in certain pieces with an
/// <see cref="ArgumentException"/> about its buffers.
/// </remarks>
internal sealed class Base64Transform : ICryptoTransform
{
    private const int Characters = 4;
    private const int Bytes = 3;

    private byte[] _characters = new byte[4096];
    private int _count;
    private bool _padded;

    public bool CanReuseTransform => false;

    public bool CanTransformMultipleBlocks => true;

    public int InputBlockSize => Characters;

    public int OutputBlockSize => Bytes;

    public int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    {
        Gather(inputBuffer.AsSpan(inputOffset, inputCount));
        return Decode(outputBuffer.AsSpan(outputOffset));
    }

    public byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)
    {
        Gather(inputBuffer.AsSpan(inputOffset, inputCount));
        byte[] decoded = new byte[_count / Characters * Bytes];
        int length = Decode(decoded);
        return _count == 0 ? decoded[..length] : throw Damage();
    }

    public void Dispose()
    {
    }

    private void Gather(ReadOnlySpan<byte> text)
    {
        if (_count + text.Length > _characters.Length)
        {
            Array.Resize(ref _characters, _count + text.Length);
        }

        foreach (byte character in text)
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                _characters[_count++] = character;
            }
        }
    }

    /// <summary>Decodes what makes whole bytes, and keeps the rest.</summary>
    private int Decode(Span<byte> target)
    {
        int whole = _count / Characters * Characters;
        if (whole == 0)
        {
            return 0;
        }

        Span<byte> text = _characters.AsSpan(0, _count);
        if (_padded || Base64.DecodeFromUtf8(text[..whole], target, out _, out int length) != OperationStatus.Done)
        {
            throw Damage();
        }

        _padded = text[whole - 1] == '=';
        text[whole..].CopyTo(text);
        _count -= whole;
        return length;
    }

    private static FormatException Damage() => new("The text is not base64, or its end is missing.");
}
