namespace EnvelopeCrypto.Streaming;

/// <summary>
/// The turns of one worker, two that serve in alternation. When a worker begins a turn, its last but one is over for everybody: the last was written after
/// all that came between, and the first of those waited for the last but one.
/// </summary>
internal sealed class WorkerTurns
{
    private ChunkTurn _next = new();
    private ChunkTurn _last = new();

    internal ChunkTurn Begin()
    {
        (_next, _last) = (_last, _next);
        _last.Reset();
        return _last;
    }
}
