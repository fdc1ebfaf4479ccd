using System;
using System.Security.Cryptography;
using System.Threading;

namespace EnvelopeCrypto.Cryptography;

/// <summary>
/// A key in memory: pinned, so that the garbage collector leaves no copies, and zeroed when disposed of (or, when that was
/// forgotten, when collected). It shows its bytes to code that asks for them and to nothing else: not as text, not as a property.
/// </summary>
/// <remarks>
/// A key that came from a materials cache is shared with the cache and with other messages: disposing of it gives up this share alone, and the bytes
/// are zeroed when nobody holds one any more. An instance is not for several threads at once; shares of the same key are.
/// </remarks>
public sealed class SecretBytes : IDisposable
{
    private SharedSecret? _secret;

    internal SecretBytes(int length)
        : this(new SharedSecret(length))
    {
    }

    private SecretBytes(SharedSecret secret)
    {
        _secret = secret;
        Length = secret.Bytes.Length;
    }

    /// <summary>Length in bytes.</summary>
    public int Length { get; }

    internal bool IsDisposed => _secret is null;

    /// <summary>Copies a key. Zero the original yourself as soon as you can.</summary>
    public static SecretBytes CopyOf(ReadOnlyMemory<byte> bytes) => CopyOf(bytes.Span);

    /// <inheritdoc cref="CopyOf(ReadOnlyMemory{byte})"/>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes)
    {
        SecretBytes copy = new(bytes.Length);
        bytes.CopyTo(copy.Writable());
        return copy;
    }

    /// <summary>Makes a random key.</summary>
    /// <param name="length">Length in bytes, at least 1.</param>
    public static SecretBytes Random(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        SecretBytes key = new(length);
        RandomNumberGenerator.Fill(key.Writable());
        return key;
    }

    /// <summary>The bytes, in place. Do not keep the span: the bytes are zero after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of already.</exception>
    public ReadOnlySpan<byte> AsSpan() => Secret.Bytes;

    /// <summary>A copy that is the caller's to zero. For keyrings written in PowerShell; C# code takes <see cref="AsSpan"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of already.</exception>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Wipes the key, or gives up a share of it.</summary>
    public void Dispose() => Interlocked.Exchange(ref _secret, null)?.Dispose();

    /// <summary>The length, never the bytes.</summary>
    public override string ToString() => $"{Length} secret bytes";

    /// <summary>The bytes, to be filled.</summary>
    internal Span<byte> Writable() => Secret.Bytes;

    /// <summary>Another holder of the same bytes, without a copy.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of already.</exception>
    internal SecretBytes Share()
    {
        SharedSecret secret = Secret;
        ObjectDisposedException.ThrowIf(!secret.TryAddUser(), this);
        return new SecretBytes(secret);
    }

    private SharedSecret Secret => _secret ?? throw new ObjectDisposedException(nameof(SecretBytes));
}
