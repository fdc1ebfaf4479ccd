using System;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Streaming;

/// <summary>Waits for asynchronous work in the forms of the API that block.</summary>
internal static class Blocking
{
    /// <summary>Waits without the caller's synchronisation context: a continuation on the thread that is blocked could never run.</summary>
    internal static T Wait<T>(Func<ValueTask<T>> start)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is null)
        {
            return Result(start());
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Result(start());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static T Result<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
}
