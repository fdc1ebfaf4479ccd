using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Format;

/// <summary>
/// The encryption context: public name-value pairs that are bound to a message. Immutable, case-sensitive, ordered by the
/// UTF-8 bytes of the names.
/// </summary>
/// <remarks>
/// It stands in plain text in the message header and, under AWS KMS, in CloudTrail: never put a secret into it.
/// All pairs together, serialised, take at most 65,535 bytes. Specification: framework/structures.md, "Encryption Context".
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "The term of the AWS Encryption SDK.")]
public sealed class EncryptionContext : IReadOnlyDictionary<string, string>, IEquatable<EncryptionContext>
{
    /// <summary>Names that begin so belong to the encryption SDK and are refused from callers.</summary>
    public const string ReservedPrefix = "aws-crypto-";

    internal const string PublicKeyName = "aws-crypto-public-key";

    private readonly Dictionary<string, string> _pairs;
    private readonly string[] _names;
    private readonly byte[] _serialized;

    private EncryptionContext(Dictionary<string, string> pairs, string[] names, byte[] serialized)
    {
        _pairs = pairs;
        _names = names;
        _serialized = serialized;
    }

    /// <summary>The context without pairs.</summary>
    public static EncryptionContext Empty { get; } = new([], [], []);

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _names;

    /// <inheritdoc/>
    public IEnumerable<string> Values
    {
        get
        {
            foreach (string name in _names)
            {
                yield return _pairs[name];
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <summary>The bytes of message-format section "AAD": no bytes when empty, else the pair count and the pairs in order.</summary>
    internal ReadOnlyMemory<byte> Serialized => _serialized;

    /// <inheritdoc/>
    public string this[string key] => _pairs[key];

    /// <summary>Makes a context.</summary>
    /// <param name="pairs">Names and values. Names are unique by their exact characters.</param>
    /// <exception cref="EncryptionContextException">A name or value is null or no valid Unicode, a name is there twice, or the whole
    /// takes more than 65,535 bytes.</exception>
    public static EncryptionContext Create(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs is EncryptionContext same)
        {
            return same;
        }

        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach ((string name, string value) in pairs)
        {
            if (name is null || value is null)
            {
                throw Error.EncryptionContextNull();
            }

            if (!map.TryAdd(name, value))
            {
                throw Error.EncryptionContextDuplicate(name);
            }
        }

        return Build(map);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _pairs.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _pairs.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (string name in _names)
        {
            yield return new KeyValuePair<string, string>(name, _pairs[name]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(EncryptionContext? other) =>
        other is not null && _serialized.AsSpan().SequenceEqual(other._serialized);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EncryptionContext);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_serialized);
        return hash.ToHashCode();
    }

    /// <summary>The number of pairs; names and values may be looked up by index.</summary>
    public override string ToString() => Count == 1 ? "1 pair" : $"{Count} pairs";

    /// <summary>Refuses a name that only the encryption SDK may use, and an empty one.</summary>
    /// <exception cref="EncryptionContextException">The name is one of those.</exception>
    internal static void DemandCallerName(string name)
    {
        if (name.Length == 0)
        {
            throw Error.EncryptionContextEmptyName();
        }

        if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            throw Error.EncryptionContextReserved(name);
        }
    }

    /// <summary>Refuses a context with such a name.</summary>
    /// <exception cref="EncryptionContextException">There is one.</exception>
    internal void DemandCallerNames()
    {
        foreach (string name in _names)
        {
            DemandCallerName(name);
        }
    }

    /// <summary>Whether all pairs of another context are in this one.</summary>
    internal bool Contains(EncryptionContext other)
    {
        if (ReferenceEquals(other, this) || other.Count == 0)
        {
            return true;
        }

        foreach (string name in other._names)
        {
            if (!_pairs.TryGetValue(name, out string? value) || !string.Equals(value, other._pairs[name], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same context with pairs added; a pair that is there already must be equal.</summary>
    /// <exception cref="EncryptionContextException">A name is there with another value.</exception>
    internal EncryptionContext With(IEnumerable<KeyValuePair<string, string>> others)
    {
        if (others is EncryptionContext context && Contains(context))
        {
            return this;
        }

        Dictionary<string, string> map = new(_pairs, StringComparer.Ordinal);
        foreach ((string name, string value) in others)
        {
            if (!map.TryAdd(name, value) && !string.Equals(map[name], value, StringComparison.Ordinal))
            {
                throw Error.EncryptionContextMismatch(name);
            }
        }

        return map.Count == Count ? this : Build(map);
    }

    /// <summary>The pairs whose names are (or are not) among the given ones.</summary>
    internal EncryptionContext Where(IReadOnlySet<string> names, bool contained)
    {
        if (names.Count == 0)
        {
            return contained ? Empty : this;
        }

        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach ((string name, string value) in _pairs)
        {
            if (names.Contains(name) == contained)
            {
                map.Add(name, value);
            }
        }

        return map.Count == Count ? this : Build(map);
    }

    /// <summary>The pairs whose names callers may use.</summary>
    internal EncryptionContext WithoutReserved()
    {
        HashSet<string> reserved = new(StringComparer.Ordinal);
        foreach (string name in _names)
        {
            if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                reserved.Add(name);
            }
        }

        return Where(reserved, contained: false);
    }

    /// <summary>Reads the serialised form, strictly: no empty count, no duplicate, no invalid UTF-8, nothing left over. Any order is accepted.</summary>
    internal static EncryptionContext Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return Empty;
        }

        (Dictionary<string, string> map, string[] names, bool isOrdered) = EncryptionContextFormat.Read(bytes);

        // What is in order already, as nearly all is, need not be sorted and written anew.
        return isOrdered ? new EncryptionContext(map, names, bytes.ToArray()) : Build(map);
    }

    private static EncryptionContext Build(Dictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return Empty;
        }

        (string[] names, byte[] serialized) = EncryptionContextFormat.Write(map);
        return new EncryptionContext(map, names, serialized);
    }
}
