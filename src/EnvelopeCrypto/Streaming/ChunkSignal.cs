using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace EnvelopeCrypto.Streaming;

/// <summary>Something that one waits for and another tells, once; then it can serve again. Nothing is allocated for it.</summary>
internal sealed class ChunkSignal : IValueTaskSource<bool>
{
    // Whoever tells goes on at once; what waited runs on another thread.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;

    /// <summary>To be awaited once.</summary>
    internal ValueTask<bool> Told => new(this, _core.Version);

    /// <summary>Without effect when it was told already. For one thread at a time.</summary>
    internal void Tell(bool value)
    {
        if (!_isSet)
        {
            _isSet = true;
            _core.SetResult(value);
        }
    }

    internal void Fail(Exception cause)
    {
        _isSet = true;
        _core.SetException(cause);
    }

    /// <summary>Makes it ready to be told again, once whoever waited has been told.</summary>
    internal void Reset()
    {
        _isSet = false;
        _core.Reset();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
