using System.IO;

namespace EnvelopeCrypto.Files;

/// <summary>How destination files are written.</summary>
internal sealed record DestinationOptions
{
    /// <summary>Whether an existing file is replaced.</summary>
    internal bool Replace { get; init; }

    /// <summary>The mode of the file; null for that of what it replaces or is made from.</summary>
    internal UnixFileMode? Mode { get; init; }

    /// <summary>Removes leftovers; null to leave them.</summary>
    internal LeftoverSweep? Sweep { get; init; }

    /// <summary>Whether the file will be read back before it is committed.</summary>
    internal bool IsReadable { get; init; }

    internal FileCalls Calls { get; init; } = FileCalls.Real;
}
