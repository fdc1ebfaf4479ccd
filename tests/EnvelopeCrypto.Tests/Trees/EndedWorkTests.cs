using System.Collections.Generic;
using System.Threading.Tasks;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests.Trees;

/// <summary>Whoever waits for what has ended is woken, for each that is urgent, and for all others before long.</summary>
public sealed class EndedWorkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_items_come_to_the_reader(bool isUrgent)
    {
        using EndedWork<int> ended = new();
        Task adding = Task.Run(
            () =>
            {
                for (int i = 0; i < 10_000; i++)
                {
                    ended.Add(i, isUrgent);
                }
            },
            TestContext.Current.CancellationToken);
        List<int> taken = [];
        while (taken.Count < 10_000)
        {
            await ended.WaitAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);
            while (ended.TryTake(out int item))
            {
                taken.Add(item);
            }
        }

        await adding;
        Assert.Equal((0, 9999), (taken[0], taken[^1]));
    }

    [Fact]
    public async Task The_reader_is_woken_for_the_first_and_the_last_of_many_that_are_not_urgent()
    {
        using EndedWork<int> ended = new();
        for (int i = 1; i <= 3; i++)
        {
            ended.Add(i, isUrgent: false);
            await ended.WaitAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);
            Assert.True(ended.TryTake(out int item));
            Assert.Equal(i, item);
        }
    }
}
