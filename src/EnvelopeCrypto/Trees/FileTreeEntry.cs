using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Trees;

/// <summary>Something in a tree.</summary>
public sealed class FileTreeEntry
{
    internal FileTreeEntry(FileTreeEntryKind kind, string path, string directory, EnvelopeFileException? error = null)
    {
        Kind = kind;
        Path = path;
        Directory = directory;
        Error = error;
    }

    /// <summary>What it is.</summary>
    public FileTreeEntryKind Kind { get; }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The path of the directory that it is in, or that it is, below the root of the tree; empty for the root.</summary>
    public string Directory { get; }

    /// <summary>Why it cannot be read; null for all that can.</summary>
    public EnvelopeFileException? Error { get; }
}
