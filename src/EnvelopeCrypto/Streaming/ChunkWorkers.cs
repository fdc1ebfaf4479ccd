using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>The workers of one message. What fails first, in the order of the message, is what comes out; what stands before it is written.</summary>
internal sealed class ChunkWorkers : IDisposable
{
    private readonly IChunkStages _stages;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly ChunkDigester? _digester;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Chunk?[] _chunks;
    private ChunkTurn _last = ChunkTurn.Begun();
    private volatile bool _ended;
    private Exception? _failure;

    /// <param name="stages">What is done with each chunk.</param>
    /// <param name="count">How many workers; at least 2.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal ChunkWorkers(IChunkStages stages, int count, CancellationToken cancellationToken)
    {
        _chunks = new Chunk?[count];
        _stages = stages;
        _cancellationToken = cancellationToken;
        _digester = stages.NeedsDigest ? new ChunkDigester(stages) : null;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Runs to the end of the message, or to the first failure. Nothing touches a buffer any more when it returns.</summary>
    /// <param name="first">Filled, and not the last.</param>
    internal async Task RunAsync(Chunk first)
    {
        ChunkTurn before = _last;
        WorkerTurns turns = new();
        ChunkTurn turn = _last = turns.Begin();
        _digester?.Add(first, turn);
        List<Task> work = [Task.Run(() => WorkAsync(first, before, turn, turns), CancellationToken.None)];
        for (int i = 1; i < _chunks.Length; i++)
        {
            int index = i;
            work.Add(Task.Run(() => WorkAsync(_chunks[index] = new Chunk(_stages.ChunkLength), new WorkerTurns()), CancellationToken.None));
        }

        if (_digester is not null)
        {
            work.Add(Task.Run(_digester.RunAsync, CancellationToken.None));
        }

        await Task.WhenAll(work).ConfigureAwait(false);
        if (_failure is OperationCanceledException canceled && _cancellationToken.IsCancellationRequested && canceled.CancellationToken == _stop.Token)
        {
            // The caller knows its own token, not ours.
            throw new OperationCanceledException(canceled.Message, canceled, _cancellationToken);
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    public void Dispose()
    {
        // Only now: a chunk whose worker has given up may still have been hashed.
        foreach (Chunk? chunk in _chunks)
        {
            chunk?.Dispose();
        }

        _stop.Dispose();
        _reading.Dispose();
    }

    private async Task WorkAsync(Chunk first, ChunkTurn before, ChunkTurn turn, WorkerTurns turns)
    {
        if (await FinishAsync(first, before, turn, failure: null).ConfigureAwait(false))
        {
            await WorkAsync(first, turns).ConfigureAwait(false);
        }
    }

    /// <summary>One chunk after the other, until there is none.</summary>
    private async Task WorkAsync(Chunk chunk, WorkerTurns turns)
    {
        bool goesOn = true;
        while (goesOn)
        {
            await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            if (_ended)
            {
                _reading.Release();
                return;
            }

            ChunkTurn before = _last;
            ChunkTurn turn = _last = turns.Begin();
            Exception? failure = null;
            try
            {
                _digester?.Add(chunk, turn);
                await _stages.ReadAsync(chunk, _stop.Token).ConfigureAwait(false);
                if (chunk.IsLast)
                {
                    // Only ever set: a worker that fails sets it too, without the lock.
                    _ended = true;
                }
            }
            catch (Exception e)
            {
                // Told when everything before it is written.
                failure = e;
                _ended = true;
            }
            finally
            {
                if (_ended)
                {
                    _digester?.Complete();
                }

                _reading.Release();
            }

            goesOn = await FinishAsync(chunk, before, turn, failure).ConfigureAwait(false);
        }
    }

    /// <summary>From what was read to what is written.</summary>
    /// <returns>Whether the worker goes on.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FinishAsync(Chunk chunk, ChunkTurn before, ChunkTurn turn, Exception? failure)
    {
        try
        {
            failure ??= Process(chunk);
            if (failure is null)
            {
                turn.EndProcess();
            }

            if (!await before.Written.ConfigureAwait(false))
            {
                return false;
            }

            if (failure is null)
            {
                if (_digester is not null)
                {
                    await turn.Digested.ConfigureAwait(false);
                }

                await _stages.WriteAsync(chunk, _stop.Token).ConfigureAwait(false);
                turn.EndWrite();
                return !chunk.IsLast;
            }
        }
        catch (Exception e)
        {
            failure = e;
        }
        finally
        {
            turn.Fail();
        }

        // Everything before it is written, nothing after it will be: this is the one that is told. A reader that waits is called off.
        _failure = failure;
        _ended = true;
        _digester?.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        return false;
    }

    private Exception? Process(Chunk chunk)
    {
        try
        {
            _stages.Process(chunk);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
