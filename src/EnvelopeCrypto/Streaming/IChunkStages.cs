using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>What the pipeline does with each chunk. Read, digest and write are called in order, one at a time; processing runs on any thread.</summary>
internal interface IChunkStages
{
    /// <summary>The most that the input of a chunk may have to hold.</summary>
    int ChunkLength { get; }

    /// <summary>Whether there is a running hash to feed.</summary>
    bool NeedsDigest { get; }

    /// <summary>Fills the chunk, and sets <see cref="Chunk.IsLast"/> when nothing follows it.</summary>
    ValueTask ReadAsync(Chunk chunk, CancellationToken cancellationToken);

    /// <summary>Makes the output.</summary>
    void Process(Chunk chunk);

    /// <summary>Feeds the running hash.</summary>
    void Digest(Chunk chunk);

    /// <summary>Writes the output.</summary>
    ValueTask WriteAsync(Chunk chunk, CancellationToken cancellationToken);
}
