using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Fuzz.Engine;
using EnvelopeCrypto.Fuzz.Targets;

namespace EnvelopeCrypto.Fuzz;

/// <summary>The command: <c>dotnet run -c Release --project tests/Fuzz -- &lt;target|all&gt; --seconds n [--seed n] [--corpus folder]</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["seeds", { } folder])
        {
            SeedWriter.Write(folder);
            return 0;
        }

        Dictionary<string, string> options = arguments.Skip(1).Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        if (arguments.Length % 2 == 0 || options.Keys.Except(["--seconds", "--seed", "--input", "--findings", "--corpus"]).Any())
        {
            Console.Error.WriteLine($"<{string.Join('|', FuzzTarget.Names)}|all> --seconds n [--seed n] [--findings folder] [--corpus folder]\n<target> --input file\nseeds folder");
            return 2;
        }

        FuzzRequest request = new(
            arguments[0],
            int.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture),
            Executions: long.MaxValue,
            double.Parse(options.GetValueOrDefault("--seconds", "60"), CultureInfo.InvariantCulture),
            options.GetValueOrDefault("--findings", Path.Combine("artifacts", "fuzz")),
            options.GetValueOrDefault("--corpus"),
            options.GetValueOrDefault("--input"));
        if (request.Input is not null)
        {
            Console.WriteLine(InstrumentedRun.RunInput(request));
            return 0;
        }

        int findings = 0;
        foreach (string target in request.Target == "all" ? FuzzTarget.Names : [request.Target])
        {
            FuzzReport report = InstrumentedRun.Run(request with { Target = target });
            Console.WriteLine(report);
            Console.WriteLine("  " + string.Join(", ", report.Outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key}: {outcome.Value}")));
            findings += report.Findings.Count;
        }

        return findings == 0 ? 0 : 1;
    }
}
