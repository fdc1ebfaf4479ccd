using System;
using System.Collections.Concurrent;

namespace KmsEmulator.Callers;

/// <summary>The callers that the emulator knows, by access key id. Thread-safe.</summary>
public sealed class CallerDirectory
{
    private readonly ConcurrentDictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    internal CallerDirectory()
    {
    }

    /// <summary>Makes a caller known, in place of one with the same access key id.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>The caller.</returns>
    public Caller Add(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _callers[caller.AccessKeyId] = caller;
    }

    /// <summary>Forgets a caller: its requests are answered as those of a deleted access key.</summary>
    /// <param name="accessKeyId">The access key id.</param>
    /// <returns>Whether it was known.</returns>
    public bool Remove(string accessKeyId) => _callers.TryRemove(accessKeyId, out _);

    internal Caller? Find(string accessKeyId) => _callers.TryGetValue(accessKeyId, out Caller? caller) ? caller : null;
}
