using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Threading;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>
/// Runs a target in a load context of its own, with instrumented copies of the libraries that it fuzzes. The fuzzer itself is loaded there once more, so
/// that it sees those copies; only strings pass between.
/// </summary>
public static class InstrumentedRun
{
    private static readonly Lock Turn = new();

    /// <summary>The library that a build made.</summary>
    public static string SoundLibrary { get; } = Path.Combine(AppContext.BaseDirectory, "EnvelopeCrypto.dll");

    /// <summary>The same with three bugs in its header parser.</summary>
    public static string PlantedLibrary { get; } = Path.Combine(AppContext.BaseDirectory, "Planted", "EnvelopeCrypto.dll");

    /// <summary>Runs. Runs in one process take turns: they share what the instrumented code reports to.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="library">The library to fuzz, <see cref="SoundLibrary"/> when null.</param>
    public static FuzzReport Run(FuzzRequest request, string? library = null)
    {
        lock (Turn)
        {
            return JsonSerializer.Deserialize<FuzzReport>(Call(nameof(InstrumentedEntry.Run), request, library))!;
        }
    }

    /// <summary>Runs one file.</summary>
    /// <returns>How it ended.</returns>
    public static string RunInput(FuzzRequest request)
    {
        lock (Turn)
        {
            return Call(nameof(InstrumentedEntry.RunInput), request, library: null);
        }
    }

    private static string Call(string method, FuzzRequest request, string? library)
    {
        Dictionary<string, string> files = new()
        {
            ["EnvelopeCrypto"] = library ?? SoundLibrary,
            ["EnvelopeCrypto.PowerShell"] = Path.Combine(AppContext.BaseDirectory, "EnvelopeCrypto.PowerShell.dll"),
        };
        Dictionary<string, byte[]> images = files.ToDictionary(file => file.Key, file => Instrument(file.Value));
        images.Add("EnvelopeCrypto.Fuzz", File.ReadAllBytes(typeof(InstrumentedRun).Assembly.Location));
        Loading loading = new(images);
        MethodInfo entry = loading.LoadFromAssemblyName(new AssemblyName("EnvelopeCrypto.Fuzz"))
            .GetType(typeof(InstrumentedEntry).FullName!, throwOnError: true)!
            .GetMethod(method)!;
        return (string)entry.Invoke(null, [JsonSerializer.Serialize(request)])!;
    }

    private static byte[] Instrument(string path)
    {
        Environment.SetEnvironmentVariable("SHARPFUZZ_ENABLE_ON_BRANCH_CALLBACK", "1"); // the options know no other way
        string copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".dll");
        try
        {
            File.Copy(path, copy);
            _ = SharpFuzz.Fuzzer.Instrument(copy, _ => true, SharpFuzz.Options.Value).ToArray(); // instruments as it is enumerated
            return File.ReadAllBytes(copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private sealed class Loading : AssemblyLoadContext
    {
        private readonly Dictionary<string, byte[]> _images;

        internal Loading(Dictionary<string, byte[]> images)
            : base("fuzz")
        {
            _images = images;
        }

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _images.TryGetValue(assemblyName.Name!, out byte[]? image) ? LoadFromStream(new MemoryStream(image)) : null;
    }
}
