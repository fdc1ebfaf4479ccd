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
    private const int MostDirectories = 1000;
    private static readonly Dictionary<string, List<string>> Nothing = [];

    private readonly ConcurrentDictionary<string, Lazy<Dictionary<string, List<string>>>> _directories = new(StringComparer.Ordinal);

    internal void Remove(string directory, string destinationName)
    {
        if (_directories.Count >= MostDirectories)
        {
            // A tree of very many directories: one that comes again is listed again.
            _directories.Clear();
        }

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
        Dictionary<string, List<string>>? leftovers = null;
        foreach (string name in PartialFile.In(directory))
        {
            string prefix = PartialFile.PrefixOf(name);
            leftovers ??= new(StringComparer.Ordinal);
            if (!leftovers.TryGetValue(prefix, out List<string>? names))
            {
                leftovers.Add(prefix, names = []);
            }

            names.Add(name);
        }

        return leftovers ?? Nothing;
    }
}
