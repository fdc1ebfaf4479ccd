using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>The keys that a message was written for: key ARNs, or names of local keys. Use it as a string[].</summary>
/// <remarks>
/// Not an array by type, because arrays do not compare: Group-Object would put all messages into one group, whatever their keys, and Export-Csv
/// would write the name of the type.
/// </remarks>
#pragma warning disable CA1036 // Group-Object and Sort-Object want IComparable; nobody writes list1 < list2.
public sealed class KeyIdList : IReadOnlyList<string>, IComparable
#pragma warning restore CA1036
{
    private readonly string[] _keyIds;

    internal KeyIdList(IEnumerable<string> keyIds)
    {
        _keyIds = [.. keyIds];
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _keyIds.Length;

    /// <summary>How many keys there are.</summary>
    public int Length => _keyIds.Length;

    /// <inheritdoc/>
    public string this[int index] => _keyIds[index];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keyIds).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _keyIds.GetEnumerator();

    /// <inheritdoc/>
    int IComparable.CompareTo(object? obj) => string.CompareOrdinal(ToString(), obj?.ToString());

    /// <summary>Equal to the same keys in the same order.</summary>
    public override bool Equals(object? obj) => obj is KeyIdList other && other._keyIds.SequenceEqual(_keyIds);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The keys, with commas between.</summary>
    public override string ToString() => string.Join(", ", _keyIds);
}
