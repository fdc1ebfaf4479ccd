using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace EnvelopeCrypto.Files;

/// <summary>
/// Removes what interrupted runs left beside the destinations of this one. Each directory is listed once, however many files go into it. Thread-safe.
/// </summary>
internal sealed class LeftoverSweep
{
    private const int MostDirectories = 1000;
    private static readonly Dictionary<string, List<string>> Nothing = [];

    private readonly ConcurrentDictionary<string, Visited> _directories = new(StringComparer.Ordinal);
    private readonly FileCalls _calls;
    private int _count;

    /// <param name="calls">How it looks and removes.</param>
    internal LeftoverSweep(FileCalls calls)
    {
        _calls = calls;
    }

    /// <summary>What a directory is, looked up once unless it was none.</summary>
    internal FileFacts FactsOf(string directory)
    {
        if (_directories.TryGetValue(directory, out Visited? known))
        {
            return known.Facts;
        }

        FileFacts facts = _calls.Look(directory);
        if (facts.Kind == FileKind.Directory)
        {
            Add(directory, facts);
        }

        return facts;
    }

    internal void Remove(string directory, string destinationName)
    {
        Visited visited = _directories.TryGetValue(directory, out Visited? known) ? known : Add(directory, _calls.Look(directory));
        Dictionary<string, List<string>> leftovers = visited.Leftovers.Value;
        if (leftovers.TryGetValue(PartialFile.PrefixFor(destinationName), out List<string>? names))
        {
            foreach (string name in names)
            {
                PartialFile.DeleteIfAbandoned(Path.Combine(directory, name), _calls);
            }
        }
    }

    private Visited Add(string directory, FileFacts facts)
    {
        if (Interlocked.Increment(ref _count) > MostDirectories)
        {
            // A tree of very many directories: one that comes again is looked at again.
            _directories.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        return _directories.GetOrAdd(directory, (path, facts) => new Visited(facts, new(() => List(path))), facts);
    }

    private Dictionary<string, List<string>> List(string directory)
    {
        Dictionary<string, List<string>>? leftovers = null;
        try
        {
            foreach (string name in _calls.Partials(directory))
            {
                string prefix = PartialFile.PrefixOf(name);
                leftovers ??= new(StringComparer.Ordinal);
                if (!leftovers.TryGetValue(prefix, out List<string>? names))
                {
                    leftovers.Add(prefix, names = []);
                }

                names.Add(name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory that can be written and not listed: what lies about in it is no reason not to write.
        }

        return leftovers ?? Nothing;
    }

    private sealed record Visited(FileFacts Facts, Lazy<Dictionary<string, List<string>>> Leftovers);
}
