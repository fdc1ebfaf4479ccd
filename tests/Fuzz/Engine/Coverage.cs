using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>
/// What the instrumented code tells at each branch. Places are numbered in the order in which they are first reached, since the instrumentation numbers
/// them at random: so a run can be repeated. Code on other threads is not counted.
/// </summary>
internal static unsafe class Coverage
{
    private const int EdgeBits = 17;

    private static readonly byte[] Hits = new byte[1 << EdgeBits];
    private static readonly byte[] Seen = new byte[1 << EdgeBits];
    private static readonly List<int> Touched = [];
    private static readonly int[] Places = new int[1 << 16];
    private static readonly string?[] Owners = new string?[1 << 16];
    private static readonly Dictionary<(int, string), int> Doubled = [];
    private static readonly HashSet<string> Reached = [];
    private static int s_thread;
    private static int s_previous;
    private static int s_placeCount;
    private static long s_budget;

    /// <summary>Edges seen by any execution.</summary>
    internal static int Edges { get; private set; }

    internal static int Methods => Reached.Count;

    /// <summary>Branches of the execution.</summary>
    internal static long Steps { get; private set; }

    internal static bool IsExceeded => Steps > s_budget;

    /// <summary>Makes the instrumented code report here, on this thread only.</summary>
    internal static void Attach()
    {
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(1 << 16);
        s_thread = Environment.CurrentManagedThreadId;
        s_budget = long.MaxValue;
        Trace.OnBranch = OnBranch;
    }

    internal static void Begin(long budget)
    {
        Steps = 0;
        s_previous = 0;
        s_budget = budget;
    }

    /// <summary>Ends an execution.</summary>
    /// <returns>Whether it took an edge that none took before, or took one far more often.</returns>
    internal static bool End()
    {
        s_budget = long.MaxValue;
        bool news = false;
        foreach (int edge in Touched)
        {
            byte bucket = Bucket(Hits[edge]);
            Hits[edge] = 0;
            byte seen = Seen[edge];
            if ((seen & bucket) == 0)
            {
                news = true;
                Edges += seen == 0 ? 1 : 0;
                Seen[edge] |= bucket;
            }
        }

        Touched.Clear();
        return news;
    }

    private static void OnBranch(int id, string method)
    {
        if (Environment.CurrentManagedThreadId != s_thread)
        {
            return;
        }

        if (++Steps > s_budget)
        {
            throw new BudgetException();
        }

        int place = PlaceOf(id, method);
        uint mixed = unchecked((((uint)s_previous * 0x9E3779B1) ^ (uint)place) * 0x85EBCA6B);
        int edge = (int)(mixed >> (32 - EdgeBits));
        s_previous = place;
        if (Hits[edge] == 0)
        {
            Touched.Add(edge);
        }

        if (Hits[edge] < byte.MaxValue)
        {
            Hits[edge]++;
        }
    }

    /// <summary>Two places may have drawn the same number; the method tells them apart.</summary>
    private static int PlaceOf(int id, string method)
    {
        int key = id & 0xFFFF;
        if (ReferenceEquals(Owners[key], method))
        {
            return Places[key];
        }

        if (Owners[key] is null)
        {
            Reached.Add(method);
            Owners[key] = method;
            return Places[key] = ++s_placeCount;
        }

        if (!Doubled.TryGetValue((key, method), out int place))
        {
            Reached.Add(method);
            place = ++s_placeCount;
            Doubled.Add((key, method), place);
        }

        return place;
    }

    private static byte Bucket(byte hits) => hits switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
