using System;
using System.IO;
using System.Text.Json;
using EnvelopeCrypto.Fuzz.Targets;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>What is called inside the load context of the instrumented copies.</summary>
public static class InstrumentedEntry
{
    /// <summary>Runs a target.</summary>
    /// <param name="json">A <see cref="FuzzRequest"/>.</param>
    /// <returns>A <see cref="FuzzReport"/>.</returns>
    public static string Run(string json)
    {
        FuzzRequest request = JsonSerializer.Deserialize<FuzzRequest>(json)!;
        Coverage.Attach(); // first: instrumented code writes where it says
        using Fuzzer fuzzer = new(request, FuzzTarget.Create(request.Target));
        return JsonSerializer.Serialize(fuzzer.Run());
    }

    /// <summary>Runs the request's one file.</summary>
    public static string RunInput(string json)
    {
        FuzzRequest request = JsonSerializer.Deserialize<FuzzRequest>(json)!;
        Coverage.Attach(); // first: instrumented code writes where it says
        using Fuzzer fuzzer = new(request, FuzzTarget.Create(request.Target));
        return fuzzer.RunOnce(File.ReadAllBytes(request.Input!));
    }
}
