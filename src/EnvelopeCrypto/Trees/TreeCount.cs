using System;
using System.IO;
using System.Threading;

namespace EnvelopeCrypto.Trees;

/// <summary>How much there is in a tree: for progress.</summary>
public sealed class TreeCount
{
    private TreeCount(long files, long bytes)
    {
        Files = files;
        Bytes = bytes;
    }

    /// <summary>How many files.</summary>
    public long Files { get; }

    /// <summary>How long they are together, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Counts. What cannot be read is not counted.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static TreeCount Of(FileTree tree, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tree);
        long files = 0;
        long bytes = 0;
        foreach (FileTreeEntry entry in tree.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Kind == FileTreeEntryKind.File)
            {
                FileInfo file = new(entry.Path);
                files++;
                bytes += file.Exists ? file.Length : 0;
            }
        }

        return new TreeCount(files, bytes);
    }
}
