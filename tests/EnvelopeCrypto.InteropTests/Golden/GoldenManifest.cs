using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace EnvelopeCrypto.InteropTests.Golden;

/// <summary>
/// What tests/Interop/golden.mjs wrote beside the messages: the keys, the encryption contexts as pairs of name and value, and what each message must open to.
/// </summary>
public sealed record GoldenManifest(
    IReadOnlyList<LocalKey> Keys, IReadOnlyDictionary<string, string[][]> Contexts, IReadOnlyList<GoldenMessage> Messages)
{
    internal static GoldenManifest Load()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "manifest.json"));
        return JsonSerializer.Deserialize<GoldenManifest>(file, InteropJson.Options)!;
    }
}
