using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>The matrix is as large as it is said to be; one that shrank would pass unnoticed otherwise.</summary>
public sealed class MatrixSelectionTests
{
    private const int Suites = 11;
    private const int Keys = 8;
    private const int Contexts = 3;
    private const int Edges = 4 + 6 + 7 + 7;

    [Fact]
    public void The_whole_has_everything_with_everything()
    {
        Assert.Equal(6600, MatrixSelection.Whole.Count);
        Assert.Equal(Suites * Keys * Contexts * (Edges + 1), Count(MatrixSelection.Whole, one => one));
    }

    [Fact]
    public void The_budgeted_part_is_part_of_the_whole()
    {
        Assert.Equal(528, Count(MatrixSelection.Budgeted, one => one));
        Assert.Empty(MatrixSelection.Budgeted.Except(MatrixSelection.Whole));
    }

    [Fact]
    public void The_budgeted_part_has_suite_and_key_and_context_in_full_at_frame_length_4096() =>
        Assert.Equal(
            Suites * Keys * Contexts,
            Count(MatrixSelection.Budgeted.Where(one => one.Shape is { FrameLength: 4096, Size: 10_000 }), one => (one.Suite, one.Key, one.Context)));

    [Fact]
    public void The_budgeted_part_has_every_pair_with_a_frame_length_and_a_size()
    {
        Combination[] edges = [.. MatrixSelection.Budgeted.Where(one => one.Shape != Shape.Main)];
        Assert.Equal(Edges * Suites, Count(edges, one => (one.Shape, one.Suite)));
        Assert.Equal(Edges * Keys, Count(edges, one => (one.Shape, one.Key)));
        Assert.Equal(Edges * Contexts, Count(edges, one => (one.Shape, one.Context)));
    }

    private static int Count<T>(IEnumerable<Combination> combinations, Func<Combination, T> part) => combinations.Select(part).Distinct().Count();
}
