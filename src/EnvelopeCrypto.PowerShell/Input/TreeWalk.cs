using System;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Makes walks through one tree: one to work on its files, another to count them.</summary>
internal sealed class TreeWalk(string root, NameFilter filter, Func<string, bool> takes, bool followLinks, string? destination)
{
    internal FileTree Create() => new(root)
    {
        Takes = name => takes(name) && filter.Takes(name),
        FollowLinks = followLinks,
        Destination = destination,
    };
}
