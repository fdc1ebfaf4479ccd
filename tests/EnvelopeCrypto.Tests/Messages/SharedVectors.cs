using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Published known-answer data, kept beside the repository and not in it.</summary>
internal static class SharedVectors
{
    private const string Solution = "EnvelopeCrypto.sln";

    /// <summary>The root of the repository that the tests were built from.</summary>
    internal static string RepositoryRoot
    {
        get
        {
            for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, Solution)))
                {
                    return at.FullName;
                }
            }

            throw new InvalidOperationException($"No directory above the tests holds {Solution}.");
        }
    }

    /// <summary>Reads a file of known answers; skips the test where the folder is absent.</summary>
    internal static JsonDocument Open(string name)
    {
        string folder = Path.Combine(Path.GetDirectoryName(RepositoryRoot) ?? "", "shared", "vectors");
        if (!Directory.Exists(folder))
        {
            Assert.Skip("The folder shared/vectors is not there beside the repository: no published known-answer data to check against.");
        }

        return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name)));
    }

    internal static byte[] Base64(this JsonElement element, string property) => element.GetProperty(property).GetBytesFromBase64();

    internal static byte[] Hex(this JsonElement element, string property) => Convert.FromHexString(element.GetProperty(property).GetString()!);
}
