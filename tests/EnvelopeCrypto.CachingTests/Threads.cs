using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace EnvelopeCrypto.CachingTests;

/// <summary>Spreads messages over threads of their own, as runspaces are, and lets any failure of one fail the test.</summary>
internal static class Threads
{
    internal static ConcurrentBag<T> Run<T>(int threads, int messages, Func<int, T> send)
    {
        ConcurrentBag<T> results = [];
        ConcurrentQueue<Exception> failures = new();
        int next = -1;
        using Barrier start = new(threads);
        List<Thread> all = [];
        for (int i = 0; i < threads; i++)
        {
            Thread thread = new(() =>
            {
                start.SignalAndWait();
                try
                {
                    for (int number = Interlocked.Increment(ref next); number < messages; number = Interlocked.Increment(ref next))
                    {
                        results.Add(send(number));
                    }
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                }
            });
            thread.Start();
            all.Add(thread);
        }

        all.ForEach(static thread => thread.Join());
        return failures.IsEmpty ? results : throw new AggregateException(failures);
    }
}
