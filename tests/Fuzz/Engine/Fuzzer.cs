using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Fuzz.Targets;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>Runs one target: first its seeds, then mutations of what reached something new.</summary>
internal sealed class Fuzzer : IDisposable
{
    private readonly FuzzRequest _request;
    private readonly FuzzTarget _target;
    private readonly FindingStore _findings;
    private readonly Watchdog _watchdog;
    private readonly List<byte[]> _corpus = [];
    private readonly Dictionary<string, long> _outcomes = [];
    private long _executions;
    private long _greatestAllocation;
    private long _greatestSteps;

    internal Fuzzer(FuzzRequest request, FuzzTarget target)
    {
        _request = request;
        _target = target;
        _findings = new FindingStore(request);
        _watchdog = new Watchdog(input => _findings.Add("time", "it took longer than 20 seconds", input));
    }

    internal FuzzReport Run()
    {
        byte[][] seeds = [.. _target.Seeds()];
        foreach (byte[] seed in seeds)
        {
            Execute(seed, warm: true); // type initializers and pools: paid once
        }

        foreach (byte[] seed in seeds.Concat(Kept()))
        {
            Execute(seed);
            _corpus.Add(seed);
        }

        int seedEdges = Coverage.Edges;
        _executions = 0;
        Random random = new(_request.Seed);
        Mutator mutator = new(random, _target.Words, _target.MaxLength);
        Stopwatch time = Stopwatch.StartNew();
        while (_executions < _request.Executions && time.Elapsed.TotalSeconds < _request.Seconds)
        {
            byte[] input = mutator.Mutate(Choose(random), _corpus[random.Next(_corpus.Count)]);
            if (Execute(input))
            {
                _corpus.Add(input);
                Keep(input);
            }
        }

        return new FuzzReport(
            _target.Name, _executions, time.Elapsed.TotalSeconds, seedEdges, Coverage.Edges, Coverage.Methods, _corpus.Count,
            _outcomes, _findings.All, _greatestAllocation, _greatestSteps);
    }

    /// <summary>Runs one input and tells how it ended.</summary>
    internal string RunOnce(byte[] input)
    {
        Execute(input);
        return string.Join(Environment.NewLine, _findings.All.Select(finding => $"{finding.Kind}: {finding.What}").DefaultIfEmpty(_outcomes.Keys.Single()));
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _target.Dispose();
    }

    /// <summary>What was found last has the most to follow from it.</summary>
    private byte[] Choose(Random random) =>
        random.Next(3) == 0 ? _corpus[^(1 + random.Next(Math.Min(20, _corpus.Count)))] : _corpus[random.Next(_corpus.Count)];

    private bool Execute(byte[] input, bool warm = false)
    {
        Limits limits = _target.Limits;
        Exception? broken = null;
        string outcome;
        _watchdog.Watch(input);
        Coverage.Begin(warm ? long.MaxValue : limits.StepsFor(input.Length));
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            outcome = _target.Run(input);
        }
        catch (EnvelopeCryptoException e)
        {
            outcome = e.ErrorId;
        }
        catch (Exception e)
        {
            outcome = e.GetType().Name;
            broken = e;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long steps = Coverage.Steps;
        bool exceeded = Coverage.IsExceeded;
        bool news = Coverage.End();
        _watchdog.Watch(null);
        if (warm)
        {
            return false;
        }

        _executions++;
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        _greatestAllocation = Math.Max(_greatestAllocation, allocated);
        _greatestSteps = Math.Max(_greatestSteps, steps);
        if (exceeded)
        {
            _findings.Add("steps", $"more than {limits.StepsFor(input.Length)} steps for {input.Length} bytes", input);
        }
        else if (broken is not null)
        {
            _findings.Add("exception", broken.ToString(), input);
        }

        if (allocated > limits.BytesFor(input.Length))
        {
            _findings.Add("memory", $"{allocated} bytes were allocated for {input.Length}", input);
        }

        return news;
    }

    private byte[][] Kept() =>
        _request.Corpus is { } folder && Directory.Exists(Path.Combine(folder, _target.Name))
            ? Directory.EnumerateFiles(Path.Combine(folder, _target.Name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray()
            : [];

    private void Keep(byte[] input)
    {
        if (_request.Corpus is { } folder)
        {
            string directory = Directory.CreateDirectory(Path.Combine(folder, _target.Name)).FullName;
            File.WriteAllBytes(Path.Combine(directory, FindingStore.NameOf(input)), input);
        }
    }
}
