using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// Walks through the files below a directory: each directory first, then its files in order of their names, then the directories in it. One directory is
/// listed at a time, when it is come to. What interrupted runs left behind is passed over.
/// </summary>
public sealed class FileTree
{
    private const int DeepestNesting = 1000;

    /// <summary>Makes a walk.</summary>
    /// <param name="root">The full path of a directory; it may be a link to one.</param>
    public FileTree(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = root;
    }

    /// <summary>Where the walk begins.</summary>
    public string Root { get; }

    /// <summary>Which files are taken, by their names; null for all.</summary>
    public Func<string, bool>? Takes { get; init; }

    /// <summary>Whether links are followed. One that leads to a directory in which it lies itself is not.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>A directory that is not entered: where what is made of the tree is written. Null for none.</summary>
    public string? Destination { get; init; }

    /// <summary>Walks.</summary>
    public IEnumerable<FileTreeEntry> Walk()
    {
        Stack<Step> steps = [];
        steps.Push(new Step(Root, "", Parent: null, Depth: 0));
        while (steps.TryPop(out Step? step))
        {
            if (FollowLinks && (!step.TryIdentify() || step.LeadsBack() || IsDestination(step)))
            {
                yield return new FileTreeEntry(FileTreeEntryKind.SkippedLink, step.Path, step.Below);
                continue;
            }

            yield return new FileTreeEntry(FileTreeEntryKind.Directory, step.Path, step.Below);
            List<Item> items = [];
            if (TryList(step, items) is { } error)
            {
                yield return new FileTreeEntry(FileTreeEntryKind.Unreadable, step.Path, step.Below, error);
                continue;
            }

            foreach (Item item in items)
            {
                if (!item.IsDirectory)
                {
                    yield return new FileTreeEntry(
                        item.IsSkipped ? FileTreeEntryKind.SkippedLink : FileTreeEntryKind.File, Path.Combine(step.Path, item.Name), step.Below);
                }
            }

            // The last is walked first.
            for (int i = items.Count - 1; i >= 0; i--)
            {
                if (items[i].IsDirectory)
                {
                    steps.Push(new Step(Path.Combine(step.Path, items[i].Name), Path.Combine(step.Below, items[i].Name), step, step.Depth + 1));
                }
            }
        }
    }

    private EnvelopeFileException? TryList(Step step, List<Item> items)
    {
        try
        {
            if (step.Depth > DeepestNesting)
            {
                throw new IOException("Its directories are nested too deeply.");
            }

            FileSystemEnumerable<(string Name, FileAttributes Attributes)> entries = new(
                step.Path,
                static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.Attributes),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
            foreach ((string name, FileAttributes attributes) in entries)
            {
                bool isLink = attributes.HasFlag(FileAttributes.ReparsePoint) && IsLink(Path.Combine(step.Path, name));
                bool isDirectory = attributes.HasFlag(FileAttributes.Directory);
                if (isLink)
                {
                    isDirectory = FollowLinks && Directory.Exists(Path.Combine(step.Path, name));
                }

                bool isSkipped = isLink && !FollowLinks;
                if (isDirectory || isSkipped || (!PartialFile.IsPartial(name) && Takes?.Invoke(name) != false))
                {
                    items.Add(new Item(name, isDirectory, isSkipped));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileError.DirectoryUnreadable(step.Path, e);
        }

        items.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return null;
    }

    // On Windows files of cloud drives are reparse points as well, and no links.
    private static bool IsLink(string path) => !OperatingSystem.IsWindows() || new FileInfo(path).LinkTarget is not null;

    private bool IsDestination(Step step) => Destination is not null && step.Parent is not null && RealPath.AreSame(step.RealPath, RealPath.Of(Destination));

    private readonly record struct Item(string Name, bool IsDirectory, bool IsSkipped);

    private sealed record Step(string Path, string Below, Step? Parent, int Depth)
    {
        internal string RealPath { get; private set; } = "";

        internal bool TryIdentify()
        {
            RealPath = Trees.RealPath.Of(Path);
            return RealPath.Length > 0;
        }

        internal bool LeadsBack()
        {
            for (Step? above = Parent; above is not null; above = above.Parent)
            {
                if (Trees.RealPath.AreSame(RealPath, above.RealPath))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
