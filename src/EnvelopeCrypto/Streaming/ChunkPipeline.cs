using System;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// Moves chunks from reading through processing to writing. Several workers do all of it with a chunk each, so that its bytes stay near one core: they
/// read in turn, process at once, and hash and write in the order in which they read. How many there are is bounded, and with it memory. A message of one
/// chunk runs on the caller's thread alone.
/// </summary>
internal sealed class ChunkPipeline
{
    /// <summary>What all chunks together may take, input and output, where single ones are small.</summary>
    private const int MemoryBudget = 24 * 1024 * 1024;

    /// <summary>More workers than cores: while some wait for their turn or for the streams, others have work.</summary>
    private const int SpareWorkers = 2;

    private readonly IChunkStages _stages;
    private readonly int _workerCount;

    internal ChunkPipeline(IChunkStages stages)
    {
        _stages = stages;
        int cores = Environment.ProcessorCount;
        long affordable = MemoryBudget / (2L * stages.ChunkLength);
        _workerCount = cores == 1 ? 1 : (int)Math.Clamp(affordable, 1, cores + SpareWorkers);
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using Chunk first = new(_stages.ChunkLength);
        await _stages.ReadAsync(first, cancellationToken).ConfigureAwait(false);
        if (first.IsLast || _workerCount < 2)
        {
            await RunOneByOneAsync(first, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using ChunkWorkers workers = new(_stages, _workerCount, cancellationToken);
            await workers.RunAsync(first).ConfigureAwait(false);
        }
    }

    private async Task RunOneByOneAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _stages.Process(chunk);
            _stages.Digest(chunk);
            await _stages.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (chunk.IsLast)
            {
                return;
            }

            await _stages.ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }
}
