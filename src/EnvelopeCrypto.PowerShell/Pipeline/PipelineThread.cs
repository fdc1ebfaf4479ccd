using System;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>
/// Runs asynchronous work while the pipeline thread waits for it, and runs on the pipeline thread what must run there: continuations that
/// lead to keyrings, managers and caches written as PowerShell classes, and everything that writes to the pipeline.
/// </summary>
internal sealed class PipelineThread : SynchronizationContext
{
    private static readonly AsyncLocal<PipelineThread?> Serving = new();

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Action<string> _writeVerbose;
    private readonly int _threadId = Environment.CurrentManagedThreadId;

    private PipelineThread(Action<string> writeVerbose)
    {
        _writeVerbose = writeVerbose;
    }

    /// <summary>Starts the work on this thread and serves its continuations until it has ended.</summary>
    /// <param name="writeVerbose">Writes to the verbose stream of the cmdlet that waits.</param>
    /// <param name="work">What to wait for.</param>
    internal static T Run<T>(Action<string> writeVerbose, Func<Task<T>> work)
    {
        SynchronizationContext? before = Current;
        PipelineThread? outer = Serving.Value;
        PipelineThread thread = new(writeVerbose);
        Serving.Value = thread;
        SetSynchronizationContext(thread);
        try
        {
            Task<T> task = work();
            if (!task.IsCompleted)
            {
                task.ContinueWith(
                    static (_, state) => ((PipelineThread)state!)._queue.CompleteAdding(),
                    thread,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                foreach ((SendOrPostCallback callback, object? state) in thread._queue.GetConsumingEnumerable())
                {
                    callback(state);
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            Serving.Value = outer;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Writes to the verbose stream of the cmdlet on whose behalf this code runs, whatever thread it runs on.</summary>
    internal static void WriteVerbose(string text)
    {
        PipelineThread? thread = Serving.Value;
        if (thread is null || Environment.CurrentManagedThreadId == thread._threadId)
        {
            thread?._writeVerbose(text);
        }
        else
        {
            thread.Post(static state => Write(state), (thread, text));
        }

        static void Write(object? state)
        {
            (PipelineThread owner, string line) = ((PipelineThread, string))state!;
            owner._writeVerbose(line);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work has ended; nobody waits for a late report.
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Current == this)
        {
            d(state);
            return;
        }

        using ManualResetEventSlim done = new();
        ExceptionDispatchInfo? failure = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
                finally
                {
                    done.Set();
                }
            },
            state: null);
        done.Wait();
        failure?.Throw();
    }
}
