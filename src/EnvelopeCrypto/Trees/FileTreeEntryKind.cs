namespace EnvelopeCrypto.Trees;

/// <summary>What the walk through a tree came upon.</summary>
public enum FileTreeEntryKind
{
    /// <summary>A file, or something that is to be refused as one: a pipe or device.</summary>
    File,

    /// <summary>A directory; what is in it follows.</summary>
    Directory,

    /// <summary>A link that is not followed, because it was not asked for or leads back into what is being walked.</summary>
    SkippedLink,

    /// <summary>A directory that cannot be read; <see cref="FileTreeEntry.Error"/> says why.</summary>
    Unreadable,
}
