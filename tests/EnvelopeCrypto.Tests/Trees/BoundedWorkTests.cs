using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests.Trees;

public sealed class BoundedWorkTests
{
    [Fact]
    public async Task No_more_runs_at_once_than_is_allowed_and_all_is_handed_over()
    {
        using BoundedWork<int> work = new(3, TestContext.Current.CancellationToken);
        int running = 0;
        int most = 0;
        List<int> outcomes = [];
        for (int i = 0; i < 200; i++)
        {
            int number = i;
            await work.AddAsync(
                async _ =>
                {
                    int now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return number;
                },
                ended => outcomes.Add(ended.Result));
            Assert.InRange(work.UnderWay, 0, 3);
        }

        await work.FinishAsync();
        outcomes.Sort();
        Assert.Equal(200, outcomes.Count);
        Assert.Equal((0, 199), (outcomes[0], outcomes[^1]));
        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task A_piece_that_waits_leaves_its_thread_to_the_next()
    {
        using BoundedWork<int> work = new(3, TestContext.Current.CancellationToken) { Threads = 1 };
        TaskCompletionSource<int> third = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> outcomes = [];
        await work.AddAsync(_ => third.Task, ended => outcomes.Add(ended.Result));
        await work.AddAsync(_ => third.Task, ended => outcomes.Add(ended.Result));
        await work.AddAsync(
            _ =>
            {
                third.SetResult(7);
                return Task.FromResult(8);
            },
            ended => outcomes.Add(ended.Result));
        await work.FinishAsync();
        outcomes.Sort();
        Assert.Equal([7, 7, 8], outcomes);
    }

    [Fact]
    public async Task No_more_pieces_are_begun_at_once_than_there_are_threads()
    {
        using BoundedWork<int> work = new(100, TestContext.Current.CancellationToken) { Threads = 2 };
        int running = 0;
        int most = 0;
        for (int i = 0; i < 500; i++)
        {
            await work.AddAsync(
                _ =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    Thread.SpinWait(1000);
                    Interlocked.Decrement(ref running);
                    return Task.FromResult(0);
                },
                static ended => Assert.True(ended.IsCompletedSuccessfully));
        }

        await work.FinishAsync();
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_failure_is_an_outcome_and_the_rest_goes_on()
    {
        using BoundedWork<int> work = new(2, TestContext.Current.CancellationToken);
        List<bool> outcomes = [];
        for (int i = 0; i < 5; i++)
        {
            int number = i;
            await work.AddAsync(_ => number == 2 ? throw new InvalidOperationException("two") : Task.FromResult(number), ended => outcomes.Add(ended.IsFaulted));
        }

        await work.FinishAsync();
        Assert.Equal(5, outcomes.Count);
        Assert.Single(outcomes, static failed => failed);
    }

    [Fact]
    public async Task Disposing_cancels_what_is_under_way_and_waits_for_its_end()
    {
        BoundedWork<int> work = new(2, TestContext.Current.CancellationToken);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        await work.AddAsync(
            async stop =>
            {
                started.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, stop);
                }
                finally
                {
                    await Task.Yield();
                    Volatile.Write(ref ended, true);
                }

                return 1;
            },
            static _ => Assert.Fail("Nobody is to be told."));
        await started.Task;
        work.Dispose();
        Assert.True(ended);
    }

    [Fact]
    public async Task Outcomes_come_on_the_thread_of_whoever_waits_for_them()
    {
        using BoundedWork<int> work = new(1, TestContext.Current.CancellationToken);
        CallCounter context = new();
        int handedOver = 0;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            Task all = AddAsync();
            SynchronizationContext.SetSynchronizationContext(null);
            await all;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        Assert.Equal(20, handedOver);
        Assert.True(context.Calls > 0, "Nothing came back to the context.");

        async Task AddAsync()
        {
            for (int i = 0; i < 20; i++)
            {
                await work.AddAsync(async _ =>
                {
                    await Task.Delay(1, CancellationToken.None);
                    return 0;
                }, _ =>
                {
                    handedOver++;
                    Assert.True(handedOver == 0 || SynchronizationContext.Current is CallCounter);
                });
            }

            await work.FinishAsync();
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    /// <summary>Runs what is posted to it, one after the other.</summary>
    private sealed class CallCounter : SynchronizationContext
    {
        private readonly object _gate = new();

        internal int Calls { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            lock (_gate)
            {
                Calls++;
                SetSynchronizationContext(this);
                try
                {
                    d(state);
                }
                finally
                {
                    SetSynchronizationContext(null);
                }
            }
        });
    }
}
