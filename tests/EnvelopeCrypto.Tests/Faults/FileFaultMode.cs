namespace EnvelopeCrypto.Tests;

/// <summary>How a call to the file system goes wrong.</summary>
public enum FileFaultMode
{
    /// <summary>An input or output error.</summary>
    Gone,

    /// <summary>Access is denied.</summary>
    Denied,

    /// <summary>The disk is full; a write has written half.</summary>
    DiskFull,

    /// <summary>An error, and nothing works any more, not even removing what was begun.</summary>
    GoneFromThenOn,
}
