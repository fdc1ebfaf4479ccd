using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>
/// A key in memory: pinned, so that the garbage collector leaves no copies, and zeroed when disposed of (or, when that was
/// forgotten, when collected). It shows its bytes to code that asks for them and to nothing else: not as text, not as a property.
/// </summary>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    internal SecretBytes(int length)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    /// <summary>Zeroes what nobody disposed of.</summary>
    ~SecretBytes()
    {
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes.Length;

    internal bool IsDisposed => _disposed;

    /// <summary>Copies a key. Zero the original yourself as soon as you can.</summary>
    public static SecretBytes CopyOf(ReadOnlyMemory<byte> bytes) => CopyOf(bytes.Span);

    /// <inheritdoc cref="CopyOf(ReadOnlyMemory{byte})"/>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        SecretBytes copy = new(bytes.Length);
        bytes.CopyTo(copy._bytes);
        return copy;
    }

    /// <summary>Makes a random key.</summary>
    /// <param name="length">Length in bytes, at least 1.</param>
    public static SecretBytes Random(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        SecretBytes key = new(length);
        RandomNumberGenerator.Fill(key._bytes);
        return key;
    }

    /// <summary>The bytes, in place. Do not keep the span: the bytes are zero after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped already.</exception>
    public ReadOnlySpan<byte> AsSpan()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _bytes;
    }

    /// <summary>A copy that is the caller's to zero. For keyrings written in PowerShell; C# code takes <see cref="AsSpan"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped already.</exception>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Wipes the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
        GC.SuppressFinalize(this);
    }

    /// <summary>The length, never the bytes.</summary>
    public override string ToString() => $"{Length} secret bytes";

    /// <summary>The bytes, to be filled.</summary>
    internal Span<byte> Writable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _bytes;
    }
}
