using System.Collections.Concurrent;
using System.Collections.Generic;

namespace KmsEmulator.Calls;

/// <summary>The requests that were answered, oldest first. A request is in the log before its answer leaves. Thread-safe.</summary>
public sealed class CallLog
{
    private readonly ConcurrentQueue<CallRecord> _records = new();
    private readonly int _capacity;

    internal CallLog(int capacity) => _capacity = capacity;

    /// <summary>A copy of the log.</summary>
    public IReadOnlyList<CallRecord> Snapshot() => _records.ToArray();

    /// <summary>Empties the log.</summary>
    public void Clear() => _records.Clear();

    internal void Add(CallRecord record)
    {
        _records.Enqueue(record);
        while (_records.Count > _capacity)
        {
            _records.TryDequeue(out _);
        }
    }
}
