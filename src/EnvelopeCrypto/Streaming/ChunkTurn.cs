using System;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>The place of a chunk in the order of the message, and how far it has come.</summary>
internal sealed class ChunkTurn
{
    private readonly TaskCompletionSource<bool> _processed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _digested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the output is made: true, or false when it never will be.</summary>
    internal Task<bool> Processed => _processed.Task;

    /// <summary>Completes when the running hash has seen the chunk, or could not take it.</summary>
    internal Task Digested => _digested.Task;

    /// <summary>Completes when the chunk is written: true, or false when it or one before it never will be.</summary>
    internal Task<bool> Written => _written.Task;

    /// <summary>The turn before the first.</summary>
    internal static ChunkTurn Begun()
    {
        ChunkTurn turn = new();
        turn.EndWrite();
        return turn;
    }

    internal void EndProcess() => _processed.TrySetResult(true);

    internal void EndDigest() => _digested.TrySetResult();

    internal void FailDigest(Exception cause)
    {
        _digested.TrySetException(cause);

        // Where something before the chunk has failed, nobody asks any more.
        _ = _digested.Task.Exception;
    }

    internal void EndWrite() => _written.TrySetResult(true);

    /// <summary>Nothing of what comes after may be written. Without effect on what has ended well.</summary>
    internal void Fail()
    {
        _processed.TrySetResult(false);
        _written.TrySetResult(false);
    }
}
