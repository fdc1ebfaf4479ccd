using System;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>Which combinations a run tests: always the same ones, in the same order, as many for each suite.</summary>
internal static class MatrixSelection
{
    /// <summary>"full" for the whole matrix; absent for the budgeted part.</summary>
    internal const string Variable = "ENVELOPECRYPTO_INTEROP";

    internal static IReadOnlyList<AlgorithmSuite> Suites { get; } = [.. AlgorithmSuiteInfo.All.Select(suite => suite.Id)];

    internal static IReadOnlyList<ContextKind> Contexts { get; } = Enum.GetValues<ContextKind>();

    /// <summary>Whether this run tests the whole.</summary>
    internal static bool IsWhole { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => false,
        "full" => true,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; it may be 'full' or absent."),
    };

    /// <summary>Everything with everything.</summary>
    internal static IReadOnlyList<Combination> Whole { get; } = [.. EveryKeyAndContext([Shape.Main, .. Shape.Edges])];

    /// <summary>Suite, key and context in full in one shape; of the other shapes every pair with a suite, a key and a context.</summary>
    internal static IReadOnlyList<Combination> Budgeted { get; } = [.. EveryKeyAndContext([Shape.Main]), .. EveryPairWithAShape()];

    internal static IReadOnlyList<Combination> Current => IsWhole ? Whole : Budgeted;

    private static IEnumerable<Combination> EveryKeyAndContext(Shape[] shapes) =>
        from suite in Suites
        from key in MatrixKeys.All
        from context in Contexts
        from shape in shapes
        select new Combination(suite, key.Name, context, shape);

    /// <summary>Each shape with each suite; keys and contexts take turns, and there are more suites than of either.</summary>
    private static IEnumerable<Combination> EveryPairWithAShape() =>
        from s in Enumerable.Range(0, Shape.Edges.Count)
        from i in Enumerable.Range(0, Suites.Count)
        select new Combination(
            Suites[i],
            MatrixKeys.All[(s + i) % MatrixKeys.All.Count].Name,
            Contexts[(s + i) % Contexts.Count],
            Shape.Edges[s]);
}
