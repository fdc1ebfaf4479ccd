using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>Inputs that broke a rule, one of each kind and place, and files of them.</summary>
internal sealed class FindingStore
{
    private readonly FuzzRequest _request;
    private readonly HashSet<string> _known = [];
    private readonly List<FuzzFinding> _all = [];

    internal FindingStore(FuzzRequest request)
    {
        _request = request;
    }

    internal IReadOnlyList<FuzzFinding> All => _all;

    internal static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));

    internal void Add(string kind, string what, byte[] input)
    {
        if (!_known.Add(kind + (kind == "exception" ? PlaceOf(what) : "")))
        {
            return;
        }

        string? file = null;
        if (_request.Findings is { } folder)
        {
            Directory.CreateDirectory(folder);
            file = Path.Combine(folder, $"{_request.Target}-{kind}-{NameOf(input)}");
            File.WriteAllBytes(file, input);
            File.WriteAllText(
                file + ".txt",
                $"target {_request.Target}, seed {_request.Seed}: {kind}\n{what}\n\nAgain: dotnet run -c Release --project tests/Fuzz -- {_request.Target} --input {file}\n");
            Console.Error.WriteLine(File.ReadAllText(file + ".txt"));
        }

        _all.Add(new FuzzFinding(kind, what, input, file));
    }

    /// <summary>The type, and the first places in the library.</summary>
    private static string PlaceOf(string exception)
    {
        string[] lines = exception.Split('\n');
        string type = lines[0].Split(':')[0];
        return type + string.Join('|', lines.Where(line => line.Contains(" at EnvelopeCrypto.", StringComparison.Ordinal)).Take(2));
    }
}
