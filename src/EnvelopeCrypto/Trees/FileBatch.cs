using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto.Trees;

/// <summary>
/// Lets a run work on several files at once, and flushes those that are finished to disk together. Each is on disk before it gets its name, as a single one
/// is; but while a flush is under way further files are finished, and the next flush serves all of them. On Linux that is one step for the whole file
/// system (syncfs), so that a small file costs a small part of a flush; elsewhere each is flushed by itself. Where a flush takes next to nothing (files in
/// memory, disks whose cache survives a loss of power) nobody waits for others: each file is flushed by whoever made it.
/// </summary>
public sealed class FileBatch : IDisposable
{
    /// <summary>As many files as this may be finished and wait for the disk, each open.</summary>
    public const int MostWaiting = 256;

    // A flush of the whole file system waits for what others write as well: not for the sake of a few files.
    private const int SharedFlushFrom = 4;

    private readonly SemaphoreSlim _places;
    private readonly object _gate = new();
    private List<Waiting> _waiting = [];
    private bool _isFlushing;
    private bool _isFlushCheap;

    /// <summary>Makes a batch.</summary>
    /// <param name="filesAtOnce">How many files are worked on at once, at least 1; those that are finished and wait for the disk do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public FileBatch(int filesAtOnce)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filesAtOnce, 1);
        FilesAtOnce = filesAtOnce;
        _places = new SemaphoreSlim(filesAtOnce);
    }

    /// <summary>How many files are worked on at once.</summary>
    public int FilesAtOnce { get; }

    /// <summary>A flush that takes less than this is not worth waking another thread for.</summary>
    internal TimeSpan CheapFlush { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>For when no file of the batch is under way any more.</summary>
    public void Dispose() => _places.Dispose();

    /// <summary>Waits for a place.</summary>
    internal async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_places.Wait(0, CancellationToken.None))
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new Place(_places);
    }

    /// <summary>Puts a file under its name once it is on disk.</summary>
    internal Task CommitAsync(DestinationFile file)
    {
        if (Volatile.Read(ref _isFlushCheap))
        {
            Flush(file);
            file.Commit(isFlushed: true);
            return Task.CompletedTask;
        }

        Waiting waiting = new(file);
        lock (_gate)
        {
            _waiting.Add(waiting);
            if (!_isFlushing)
            {
                _isFlushing = true;
                _ = Task.Run(FlushAll);
            }
        }

        return waiting.Done.Task;
    }

    private void FlushAll()
    {
        while (true)
        {
            List<Waiting> taken;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isFlushing = false;
                    return;
                }

                taken = _waiting;
                _waiting = [];
            }

            // The system tells of a write that failed only since the file was opened that it is asked through.
            DestinationFile oldest = taken.MinBy(static waiting => waiting.File.Opened)!.File;
            bool isFlushed = taken.Count >= SharedFlushFrom && TryFlushFileSystem(oldest);
            foreach (Waiting waiting in taken)
            {
                Commit(waiting, isFlushed && waiting.File.IsBeside(oldest));
            }
        }
    }

    private bool TryFlushFileSystem(DestinationFile file)
    {
        long start = Stopwatch.GetTimestamp();
        bool isFlushed = file.TryFlushFileSystem();
        Judge(start);
        return isFlushed;
    }

    private void Flush(DestinationFile file)
    {
        long start = Stopwatch.GetTimestamp();
        file.FlushToDisk();
        Judge(start);
    }

    /// <summary>What the last flush took is what the next is expected to take.</summary>
    private void Judge(long start) => Volatile.Write(ref _isFlushCheap, Stopwatch.GetElapsedTime(start) < CheapFlush);

    private void Commit(Waiting waiting, bool isFlushed)
    {
        try
        {
            if (!isFlushed)
            {
                Flush(waiting.File);
            }

            waiting.File.Commit(isFlushed: true);
            waiting.Done.SetResult();
        }
        catch (Exception e)
        {
            waiting.Done.SetException(e);
        }
    }

    /// <summary>A place, given back once.</summary>
    internal sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }

    private sealed record Waiting(DestinationFile File)
    {
        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
