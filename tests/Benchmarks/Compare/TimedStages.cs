using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Streaming;

namespace EnvelopeCrypto.Benchmarks.Compare;

/// <summary>Stages as they are, with the processor time of the parallel one counted.</summary>
internal sealed class TimedStages(IChunkStages stages) : IChunkStages
{
    private readonly Lock _lock = new();

    public int ChunkLength => stages.ChunkLength;

    public bool NeedsDigest => stages.NeedsDigest;

    internal double ProcessSeconds { get; private set; }

    public ValueTask ReadAsync(Chunk chunk, CancellationToken cancellationToken) => stages.ReadAsync(chunk, cancellationToken);

    public void Process(Chunk chunk)
    {
        double before = Clock.ThreadSeconds();
        stages.Process(chunk);
        double spent = Clock.ThreadSeconds() - before;
        lock (_lock)
        {
            ProcessSeconds += spent;
        }
    }

    public void Digest(Chunk chunk) => stages.Digest(chunk);

    public ValueTask WriteAsync(Chunk chunk, CancellationToken cancellationToken) => stages.WriteAsync(chunk, cancellationToken);
}
