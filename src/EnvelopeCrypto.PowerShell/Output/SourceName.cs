using System;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>What was read: the full path of a file, or what else it was ("InputStream", "input object 2 (String)"). Use it as a string.</summary>
/// <remarks>
/// In PowerShell it stands in the place of the string that the property Path of a result is. Not a string by type, because of what PowerShell does with a
/// result that is piped on: a string Path would be bound before the PSPath note, and <c>Protect-EnvelopeData ... | Remove-Item</c> would remove what was
/// read and not what was written. ConvertTo-Json looks at the property itself, and writes the string.
/// </remarks>
public sealed class SourceName
{
    internal SourceName(string fullName)
    {
        FullName = fullName;
    }

    /// <summary>The name as text.</summary>
    public string FullName { get; }

    /// <summary>The name as text.</summary>
    public static implicit operator string(SourceName name) => name?.FullName!;

    /// <summary>The name with more text behind it.</summary>
    public static string operator +(SourceName left, string right) => left?.FullName + right;

    /// <summary>Equal to a name, and to the same text.</summary>
    public override bool Equals(object? obj) => obj is string or SourceName && string.Equals(FullName, obj.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => FullName.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name as text.</summary>
    public override string ToString() => FullName;
}
