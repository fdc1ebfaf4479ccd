using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;

namespace EnvelopeCrypto.Files;

/// <summary>
/// Removes what interrupted runs left beside the destinations of this one. Each directory is listed once, however many files go into it. Thread-safe.
/// </summary>
internal sealed class LeftoverSweep
{
    private readonly ConcurrentDictionary<string, Lazy<Dictionary<string, List<string>>>> _directories = new(StringComparer.Ordinal);

    internal void Remove(string directory, string destinationName)
    {
        Dictionary<string, List<string>> leftovers = _directories.GetOrAdd(directory, static path => new(() => List(path))).Value;
        if (leftovers.TryGetValue(PartialFile.PrefixFor(destinationName), out List<string>? names))
        {
            foreach (string name in names)
            {
                PartialFile.DeleteIfAbandoned(Path.Combine(directory, name));
            }
        }
    }

    private static Dictionary<string, List<string>> List(string directory)
    {
        Dictionary<string, List<string>> leftovers = new(StringComparer.Ordinal);
        foreach (string name in PartialFile.In(directory))
        {
            string prefix = PartialFile.PrefixOf(name);
            if (!leftovers.TryGetValue(prefix, out List<string>? names))
            {
                leftovers.Add(prefix, names = []);
            }

            names.Add(name);
        }

        return leftovers;
    }
}
