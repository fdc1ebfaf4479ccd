namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>A file, by its full path.</summary>
internal sealed class FileInput : InputItem
{
    internal FileInput(string path)
    {
        Path = path;
    }

    /// <param name="path">The full path.</param>
    /// <param name="directory">Where in a tree it was found: the path of its directory below the root.</param>
    internal FileInput(string path, string directory)
    {
        Path = path;
        TreeDirectory = directory;
    }

    internal string Path { get; }

    /// <summary>The path of its directory below the root of the tree in which it was found; null for a file that was named itself.</summary>
    internal string? TreeDirectory { get; }

    internal override string Target => Path;
}
