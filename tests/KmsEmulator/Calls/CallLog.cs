using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace KmsEmulator.Calls;

/// <summary>The requests that were answered, oldest first. A request is in the log before its answer leaves. Thread-safe.</summary>
public sealed class CallLog
{
    private readonly Lock _gate = new();
    private readonly Queue<CallRecord> _records = new();
    private readonly List<(Func<CallRecord, bool> IsIt, TaskCompletionSource<CallRecord> Found)> _waiting = [];
    private readonly int _capacity;

    internal CallLog(int capacity) => _capacity = capacity;

    /// <summary>A copy of the log.</summary>
    public IReadOnlyList<CallRecord> Snapshot()
    {
        lock (_gate)
        {
            return _records.ToArray();
        }
    }

    /// <summary>Empties the log.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _records.Clear();
        }
    }

    /// <summary>Waits until a call is in the log; at once when it already is.</summary>
    /// <param name="isIt">Whether a call is the one waited for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The first such call.</returns>
    public Task<CallRecord> WaitForAsync(Func<CallRecord, bool> isIt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isIt);
        lock (_gate)
        {
            if (_records.FirstOrDefault(isIt) is CallRecord record)
            {
                return Task.FromResult(record);
            }

            TaskCompletionSource<CallRecord> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isIt, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Add(CallRecord record)
    {
        lock (_gate)
        {
            _records.Enqueue(record);
            if (_records.Count > _capacity)
            {
                _records.Dequeue();
            }

            if (_waiting.Count > 0)
            {
                _waiting.RemoveAll(waiting => waiting.IsIt(record) && waiting.Found.TrySetResult(record));
            }
        }
    }
}
