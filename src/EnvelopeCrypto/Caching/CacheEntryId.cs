using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EnvelopeCrypto.Caching;

/// <summary>
/// Names an entry of a materials cache: 64 bytes, a hash of what was asked for. Equal by value, so it serves as the key of any dictionary or, as
/// text, of a PowerShell hashtable. It is no secret and tells nothing about a key.
/// </summary>
/// <remarks>Specification: framework/caching-cmm.md, "Appendix A: Cache Entry Identifier Formulas".</remarks>
public readonly struct CacheEntryId : IEquatable<CacheEntryId>
{
    private const int Length = 64;

    private readonly Content _content;

    /// <param name="bytes">Exactly 64 bytes.</param>
    internal CacheEntryId(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(bytes.Length == Length, "A cache entry id has 64 bytes.");
        bytes.CopyTo(_content);
    }

    /// <summary>Whether two ids are equal.</summary>
    public static bool operator ==(CacheEntryId left, CacheEntryId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    public static bool operator !=(CacheEntryId left, CacheEntryId right) => !left.Equals(right);

    /// <summary>The bytes, as a copy.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_content).ToArray();

    /// <inheritdoc/>
    public bool Equals(CacheEntryId other) => ((ReadOnlySpan<byte>)_content).SequenceEqual(other._content);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CacheEntryId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_content); // a cryptographic hash: any part of it is as good as all of it

    /// <summary>The bytes in upper-case hexadecimal, 128 characters.</summary>
    public override string ToString() => Convert.ToHexString(_content);

    [InlineArray(Length)]
    private struct Content
    {
        private byte _first;
    }
}
