using System;
using System.Collections.Generic;
using System.IO;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>
/// The directories that are to get the times of those they are made from, once nothing is written into them any more: those that this command writes
/// into, and where it continues an interrupted one, those that the other wrote into and could not set the times of.
/// </summary>
internal sealed class DirectoryTimes(bool areKept, bool continues)
{
    private readonly Dictionary<string, string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>Something is written into a directory.</summary>
    internal void WillChange(string directory, string source)
    {
        if (areKept)
        {
            _changed[Path.TrimEndingDirectorySeparator(directory)] = source;
        }
    }

    /// <summary>A directory was there before, perhaps from a command that was interrupted.</summary>
    internal void MayHaveLost(string directory, string source)
    {
        if (areKept && continues)
        {
            _found[Path.TrimEndingDirectorySeparator(directory)] = source;
        }
    }

    /// <summary>Directories, each with the one that it is made from.</summary>
    /// <param name="mayChange">Asked for directories that this command has not touched yet.</param>
    internal IEnumerable<KeyValuePair<string, string>> ToBeSet(Predicate<string> mayChange)
    {
        foreach (KeyValuePair<string, string> pair in _found)
        {
            if (!_changed.ContainsKey(pair.Key) && Directory.GetLastWriteTimeUtc(pair.Key) != Directory.GetLastWriteTimeUtc(pair.Value) && mayChange(pair.Key))
            {
                yield return pair;
            }
        }

        foreach (KeyValuePair<string, string> pair in _changed)
        {
            yield return pair;
        }
    }
}
