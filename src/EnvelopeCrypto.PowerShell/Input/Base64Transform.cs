using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Decodes base64, without white space. All damage in the text is a <see cref="FormatException"/>.</summary>
/// <remarks>
/// The platform's own drops up to three characters at the end, goes on after padding, and for some damage throws an <see cref="ArgumentException"/> about
/// its buffers.
/// </remarks>
internal sealed class Base64Transform : ICryptoTransform
{
    private const int Quantum = 4;

    private readonly FromBase64Transform _transform = new(FromBase64TransformMode.IgnoreWhiteSpaces);
    private int _pending;
    private bool _padded;

    public bool CanReuseTransform => false;

    public bool CanTransformMultipleBlocks => _transform.CanTransformMultipleBlocks;

    public int InputBlockSize => _transform.InputBlockSize;

    public int OutputBlockSize => _transform.OutputBlockSize;

    public int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    {
        Check(inputBuffer.AsSpan(inputOffset, inputCount));
        try
        {
            return _transform.TransformBlock(inputBuffer, inputOffset, inputCount, outputBuffer, outputOffset);
        }
        catch (ArgumentException e)
        {
            throw Damage(e);
        }
    }

    public byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)
    {
        Check(inputBuffer.AsSpan(inputOffset, inputCount));
        if (_pending != 0)
        {
            throw Damage();
        }

        try
        {
            return _transform.TransformFinalBlock(inputBuffer, inputOffset, inputCount);
        }
        catch (ArgumentException e)
        {
            throw Damage(e);
        }
    }

    public void Dispose() => _transform.Dispose();

    /// <summary>Four characters make three bytes; padding ends the last four, and nothing follows.</summary>
    private void Check(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (char.IsWhiteSpace((char)character))
            {
                continue;
            }

            if (_padded && (character != '=' || _pending == 0))
            {
                throw Damage();
            }

            _padded = character == '=';
            _pending = (_pending + 1) % Quantum;
        }
    }

    private static FormatException Damage(Exception? cause = null) => new("The text is not base64, or its end is missing.", cause);
}
