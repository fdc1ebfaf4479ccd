namespace EnvelopeCrypto.Caching;

/// <summary>Why an entry is not used any more.</summary>
internal enum EntryEnd
{
    /// <summary>It is in use.</summary>
    None,

    /// <summary>The cache made room, or dropped it for reasons of its own.</summary>
    Evicted,

    /// <summary>It reached its age.</summary>
    Expired,

    /// <summary>It reached a limit of messages or bytes.</summary>
    UsedUp,

    /// <summary>It was deleted, cleared with its cache, or another took its place.</summary>
    Removed,
}
