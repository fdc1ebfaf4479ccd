using System;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>The place of a chunk in the order of the message, and how far it has come. One waits for each step.</summary>
internal sealed class ChunkTurn
{
    private readonly ChunkSignal _processed = new();
    private readonly ChunkSignal _digested = new();
    private readonly ChunkSignal _written = new();

    /// <summary>Completes when the output is made: true, or false when it never will be. The digester waits for it.</summary>
    internal ValueTask<bool> Processed => _processed.Told;

    /// <summary>Completes when the running hash has seen the chunk, or could not take it. The chunk's worker waits for it.</summary>
    internal ValueTask<bool> Digested => _digested.Told;

    /// <summary>Completes when the chunk is written: true, or false when it or one before it never will be. The worker of the next chunk waits for it.</summary>
    internal ValueTask<bool> Written => _written.Told;

    /// <summary>The turn before the first.</summary>
    internal static ChunkTurn Begun()
    {
        ChunkTurn turn = new();
        turn.EndWrite();
        return turn;
    }

    internal void EndProcess() => _processed.Tell(true);

    internal void EndDigest() => _digested.Tell(true);

    internal void FailDigest(Exception cause) => _digested.Fail(cause);

    internal void EndWrite() => _written.Tell(true);

    /// <summary>Nothing of what comes after may be written. Without effect on what has ended well.</summary>
    internal void Fail()
    {
        _processed.Tell(false);
        _written.Tell(false);
    }

    /// <summary>Makes a turn that is over serve again.</summary>
    internal void Reset()
    {
        _processed.Reset();
        _digested.Reset();
        _written.Reset();
    }
}
