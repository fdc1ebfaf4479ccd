using System;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// Feeds the running hash of the signature, chunk after chunk: the one stage that no second core can help with, so that it is never kept waiting for
/// anything but the next chunk.
/// </summary>
internal sealed class ChunkDigester
{
    private readonly IChunkStages _stages;
    private readonly Channel<(Chunk Chunk, ChunkTurn Turn)> _queue =
        Channel.CreateUnbounded<(Chunk Chunk, ChunkTurn Turn)>(new UnboundedChannelOptions { SingleReader = true });

    internal ChunkDigester(IChunkStages stages)
    {
        _stages = stages;
    }

    /// <summary>Takes chunks in the order of the message, as they are read.</summary>
    internal void Add(Chunk chunk, ChunkTurn turn) => _queue.Writer.TryWrite((chunk, turn));

    /// <summary>Nothing more will be added.</summary>
    internal void Complete() => _queue.Writer.TryComplete();

    /// <summary>Runs until the last chunk, or the first that fails.</summary>
    internal async Task RunAsync()
    {
        await foreach ((Chunk chunk, ChunkTurn turn) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!await turn.Processed.ConfigureAwait(false))
            {
                // Whoever failed tells everyone after it.
                return;
            }

            try
            {
                _stages.Digest(chunk);
            }
            catch (Exception e)
            {
                turn.FailDigest(e);
                return;
            }

            turn.EndDigest();
        }
    }
}
