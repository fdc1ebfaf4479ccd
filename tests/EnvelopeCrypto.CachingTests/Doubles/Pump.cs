using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>
/// A thread whose asynchronous work stays on it, as that of a user interface or of a PowerShell pipeline; what comes after its end is dropped.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    private Pump()
    {
    }

    /// <summary>Runs work to its end on a thread of its own.</summary>
    internal static Task<T> Run<T>(Func<Task<T>> work)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            Pump pump = new();
            SetSynchronizationContext(pump);
            Task<T> task = work();
            task.ContinueWith(_ => pump._queue.CompleteAdding(), TaskScheduler.Default);
            foreach ((SendOrPostCallback callback, object? state) in pump._queue.GetConsumingEnumerable())
            {
                callback(state);
            }

            try
            {
                result.SetResult(task.GetAwaiter().GetResult());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled();
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // Too late.
        }
    }
}
