using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>The published cache entry ids, which lie beside the repository where they are at hand.</summary>
internal static class PublishedIds
{
    internal const int Count = 9;

    internal static JsonElement Read(int index)
    {
        string path = Path.Combine(RepositoryRoot(), "..", "shared", "vectors", "cache-ids.json");
        Assert.SkipUnless(File.Exists(path), "The published cache entry ids (../shared/vectors/cache-ids.json) are not here.");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement vectors = document.RootElement.GetProperty("vectors");
        Assert.Equal(Count, vectors.GetArrayLength());
        return vectors[index].Clone();
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "EnvelopeCrypto.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run from a clone of the repository.");
        }

        return folder;
    }
}
