using System;
using System.IO;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>Where the files of the project are.</summary>
internal static class Repository
{
    internal const string Manifest = "EnvelopeCrypto.psd1";

    internal static string Root { get; } = FindRoot();

    internal static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, Manifest)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The tests run from a clone of the repository.");
    }
}
