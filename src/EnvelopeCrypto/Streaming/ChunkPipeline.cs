using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// Moves chunks from reading through processing to writing. Chunks are processed on all cores and written in order; how many are under way is
/// bounded, and with it memory. A message of one chunk runs on the caller's thread alone.
/// </summary>
internal sealed class ChunkPipeline
{
    /// <summary>What all chunks together may take, input and output, where single ones are small.</summary>
    private const int MemoryBudget = 24 * 1024 * 1024;

    private readonly IChunkStages _stages;
    private readonly int _chunkCount;

    internal ChunkPipeline(IChunkStages stages)
    {
        _stages = stages;
        int cores = Environment.ProcessorCount;
        long affordable = MemoryBudget / (2L * stages.ChunkLength);
        _chunkCount = cores == 1 ? 1 : (int)Math.Clamp(affordable, 1, 2L * cores + 2);
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Chunk> chunks = [new Chunk(_stages.ChunkLength)];
        try
        {
            Chunk first = chunks[0];
            await _stages.ReadAsync(first, cancellationToken).ConfigureAwait(false);
            if (first.IsLast || _chunkCount < 2)
            {
                await RunOneByOneAsync(first, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RunParallelAsync(chunks, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (Chunk chunk in chunks)
            {
                chunk.Dispose();
            }
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

    /// <summary>The first of <paramref name="chunks"/> is filled; the others are made as they are needed.</summary>
    private async Task RunParallelAsync(List<Chunk> chunks, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<Chunk> underWay = Channel.CreateUnbounded<Chunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Channel<Chunk> free = Channel.CreateUnbounded<Chunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task reading = ReadAllAsync(chunks, underWay.Writer, free.Reader, stop.Token);
        try
        {
            await WriteAllAsync(underWay.Reader, free.Writer, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested && e.CancellationToken == stop.Token)
        {
            // The caller knows its own token, not ours.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            // Nothing may touch a buffer any more when this returns: they are about to be wiped.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Chunk chunk in chunks)
            {
                await chunk.Processed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await chunk.Digested.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAllAsync(
        List<Chunk> chunks,
        ChannelWriter<Chunk> underWay,
        ChannelReader<Chunk> free,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            Task digested = Task.CompletedTask;
            Chunk chunk = chunks[0];
            while (true)
            {
                Chunk current = chunk;
                current.Processed = Task.Run(() => _stages.Process(current), CancellationToken.None);
                digested = _stages.NeedsDigest ? DigestAsync(current, digested) : digested;
                current.Digested = digested;
                underWay.TryWrite(current);
                if (current.IsLast)
                {
                    break;
                }

                chunk = await NextAsync(chunks, free, cancellationToken).ConfigureAwait(false);
                await _stages.ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // The writer gets it once it has written what was read before.
            failure = e;
        }
        finally
        {
            underWay.Complete(failure);
        }
    }

    private async ValueTask<Chunk> NextAsync(List<Chunk> chunks, ChannelReader<Chunk> free, CancellationToken cancellationToken)
    {
        if (free.TryRead(out Chunk? returned))
        {
            return returned;
        }

        if (chunks.Count < _chunkCount)
        {
            Chunk made = new(_stages.ChunkLength);
            chunks.Add(made);
            return made;
        }

        return await free.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task DigestAsync(Chunk chunk, Task previous)
    {
        await previous.ConfigureAwait(false);
        await chunk.Processed.ConfigureAwait(false);
        _stages.Digest(chunk);
    }

    private async Task WriteAllAsync(ChannelReader<Chunk> underWay, ChannelWriter<Chunk> free, CancellationToken cancellationToken)
    {
        while (await underWay.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (underWay.TryRead(out Chunk? chunk))
            {
                await chunk.Processed.ConfigureAwait(false);
                await chunk.Digested.ConfigureAwait(false);
                await _stages.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                free.TryWrite(chunk);
            }
        }
    }
}
