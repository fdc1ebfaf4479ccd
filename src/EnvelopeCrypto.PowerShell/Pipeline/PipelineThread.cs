using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>
/// Runs asynchronous work while the pipeline thread waits for it, and runs on the pipeline thread what must run there: continuations that
/// lead to keyrings, managers and caches written as PowerShell classes, and everything that writes to the pipeline. One serves a cmdlet for its
/// life: what comes while nobody waits is run when somebody waits the next time.
/// </summary>
internal sealed class PipelineThread : SynchronizationContext, IDisposable
{
    private static readonly AsyncLocal<PipelineThread?> Serving = new();

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Action<string> _writeVerbose;
    private readonly Action _stop;
    private ExceptionDispatchInfo? _failure;
    private int _threadId = Environment.CurrentManagedThreadId;

    /// <param name="writeVerbose">Writes to the verbose stream of the cmdlet.</param>
    /// <param name="stop">Stops the work of the cmdlet.</param>
    internal PipelineThread(Action<string> writeVerbose, Action stop)
    {
        _writeVerbose = writeVerbose;
        _stop = stop;
    }

    /// <summary>Starts the work on this thread and serves its continuations until it has ended.</summary>
    /// <param name="work">What to wait for.</param>
    internal T Run<T>(Func<Task<T>> work)
    {
        SynchronizationContext? before = Current;
        PipelineThread? outer = Serving.Value;
        _threadId = Environment.CurrentManagedThreadId;
        Serving.Value = this;
        SetSynchronizationContext(this);
        try
        {
            Task<T> task = work();
            if (!task.IsCompleted)
            {
                task.ContinueWith(
                    static (_, state) => ((PipelineThread)state!).Post(static _ => { }, state: null),
                    this,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                while (!task.IsCompleted)
                {
                    (SendOrPostCallback callback, object? state) = _queue.Take();
                    Guard(() => callback(state));
                }
            }

            T result = task.GetAwaiter().GetResult();
            if (_failure is not null)
            {
                // The work ended before it learned of that.
                Discard(result);
                _failure.Throw();
            }

            return result;
        }
        catch (OperationCanceledException) when (_failure is not null)
        {
            _failure.Throw();
            throw;
        }
        finally
        {
            Serving.Value = outer;
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Calls something on the pipeline thread, from whatever thread.</summary>
    /// <param name="call">What to call; what it awaits continues on the pipeline thread.</param>
    /// <param name="cancellationToken">Gives up waiting. A result that comes all the same is disposed of.</param>
    internal Task<T> CallAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
        where T : IDisposable
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenRegistration registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        Post(_ => Answer(), state: null);
        return answer.Task;

        async void Answer()
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                T result = await call();
                if (!answer.TrySetResult(result))
                {
                    result?.Dispose();
                }
            }
            catch (OperationCanceledException e) when (e.CancellationToken == cancellationToken)
            {
                answer.TrySetCanceled(cancellationToken);
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
            finally
            {
                registration.Dispose();
            }
        }
    }

    /// <summary>Writes to the verbose stream of the cmdlet on whose behalf this code runs, whatever thread it runs on.</summary>
    internal static void WriteVerbose(string text)
    {
        PipelineThread? thread = Serving.Value;
        if (thread is null || Environment.CurrentManagedThreadId == thread._threadId)
        {
            thread?.Say(text);
        }
        else
        {
            thread.Post(static state => Write(state), (thread, text));
        }

        static void Write(object? state)
        {
            (PipelineThread owner, string line) = ((PipelineThread, string))state!;
            owner.Say(line);
        }
    }

    /// <summary>Nobody gets a result that came too late: what is secret in it is wiped.</summary>
    private static void Discard<T>(T result)
    {
        if (result is DecryptedData decrypted)
        {
            CryptographicOperations.ZeroMemory(decrypted.Plaintext);
        }

        (result as IDisposable)?.Dispose();
    }

    private void Say(string text) => Guard(() => _writeVerbose(text));

    /// <summary>
    /// What the engine raises where a cmdlet writes (it is being stopped, a preference is Stop, who reads has gone) ends the work of this cmdlet, and nothing
    /// else: not the call that wanted to tell something, as cmdlets in other runspaces may wait for the same one and would end with it; and not the
    /// serving of continuations before the work has ended, as they may be what others wait for.
    /// </summary>
    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            _stop();
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Dispose() => _queue.CompleteAdding();

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The cmdlet has ended; nobody waits for a late report.
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
