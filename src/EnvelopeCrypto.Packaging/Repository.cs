using System;
using System.IO;

namespace EnvelopeCrypto.Packaging;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    internal const string Manifest = "EnvelopeCrypto.psd1";

    internal static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, Manifest)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new PackagingException("Run this from a clone of the repository.");
    }

    /// <summary>What the changelog says of its first version, as release notes.</summary>
    internal static string ReleaseNotes(string root)
    {
        string text = File.ReadAllText(Path.Combine(root, "CHANGELOG.md")).ReplaceLineEndings("\n");
        int start = text.IndexOf("\n## ", StringComparison.Ordinal);
        if (start < 0)
        {
            throw new PackagingException("CHANGELOG.md has no version.");
        }

        int end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return text[(start + 1)..(end < 0 ? text.Length : end)].Trim();
    }
}
