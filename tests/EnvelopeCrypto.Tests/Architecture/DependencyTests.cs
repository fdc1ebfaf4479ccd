using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>The folders of the core see only what stands before them, and the core sees nothing but the framework.</summary>
public sealed class DependencyTests
{
    private const string Root = "EnvelopeCrypto";

    /// <summary>A folder may use those before it. A new folder must be given its place here. The last one is the root, the front door.</summary>
    private static readonly string[] Order =
        ["Errors", "Suites", "Format", "Cryptography", "Materials", "Files", "Trees", "Keyrings", "Caching", "Managers", "Streaming", ""];

    /// <summary>What goes the other way: errors name suites and quote names of the format; the pipeline is handed the front door's requests.</summary>
    private static readonly (string Place, string Used)[] Exceptions = [("Errors/", "Suites"), ("Errors/Error.cs", "Format"), ("Streaming/", "")];

    [Fact]
    public void Folders_use_only_what_stands_before_them()
    {
        string source = Path.Combine(SharedVectors.RepositoryRoot, "src", Root);
        List<string> offences = [];
        int files = 0;
        foreach (string path in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(source, path).Replace('\\', '/');
            if (relative.StartsWith("obj/", StringComparison.Ordinal) || relative.StartsWith("bin/", StringComparison.Ordinal))
            {
                continue;
            }

            files++;
            int place = Array.IndexOf(Order, relative.Contains('/', StringComparison.Ordinal) ? relative[..relative.IndexOf('/', StringComparison.Ordinal)] : "");
            if (place < 0)
            {
                offences.Add($"{relative}: its folder has no place in the order");
                continue;
            }

            foreach (string line in File.ReadLines(path))
            {
                foreach (string used in UsedFolders(line))
                {
                    if (Array.IndexOf(Order, used) is int at && (at < 0 || at > place) && !IsException(relative, used))
                    {
                        offences.Add($"{relative}: {line.Trim()}");
                    }
                }
            }
        }

        Assert.True(files > 50, $"Only {files} files were found under {source}.");
        Assert.True(offences.Count == 0, string.Join(Environment.NewLine, offences));
    }

    [Theory]
    [InlineData("using EnvelopeCrypto.Format;", "Format")]
    [InlineData("using EnvelopeCrypto.Keyrings.Kms;", "Keyrings")]
    [InlineData("using EnvelopeCrypto;", "")]
    [InlineData("using Alias = EnvelopeCrypto.Files.FileFacts;", "Files")]
    [InlineData("using static EnvelopeCrypto.Errors.Error;", "Errors")]
    [InlineData("    EnvelopeCrypto.Streaming.Chunk chunk = new();", "Streaming")]
    [InlineData("    Files.FileFacts facts = default;", "Files")]
    [InlineData("    FileFacts facts = message.Format.Length;")]
    [InlineData("using System.IO;")]
    [InlineData("namespace EnvelopeCrypto.Format;")]
    [InlineData("using SecretBytes file = Read();")]
    [InlineData("    // see EnvelopeCrypto.Files.FileFacts")]
    public void What_a_line_uses_is_understood(string line, params string[] folders) => Assert.Equal(folders, UsedFolders(line));

    [Fact]
    public void The_core_references_the_framework_alone()
    {
        List<string> foreign = [];
        AssemblyName[] references = typeof(EnvelopeClient).Assembly.GetReferencedAssemblies();
        Assert.NotEmpty(references);
        foreach (AssemblyName reference in references)
        {
            // The framework's assemblies lie together; what came with a package lies beside the tests.
            Assembly loaded = Assembly.Load(reference);
            bool isFramework = Path.GetDirectoryName(loaded.Location) == Path.GetDirectoryName(typeof(object).Assembly.Location);
            if (!isFramework || !reference.Name!.StartsWith("System.", StringComparison.Ordinal))
            {
                foreign.Add(reference.FullName);
            }
        }

        Assert.Empty(foreign);
    }

    private static bool IsException(string file, string used)
    {
        foreach ((string place, string exception) in Exceptions)
        {
            if (used == exception && file.StartsWith(place, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The folders whose names a line brings in or spells out.</summary>
    private static List<string> UsedFolders(string line)
    {
        List<string> used = [];
        string text = line.Trim();
        if (text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("namespace ", StringComparison.Ordinal))
        {
            return used;
        }

        if (text == $"using {Root};")
        {
            used.Add("");
        }

        foreach (string folder in Order)
        {
            if (folder.Length > 0 && Regex.IsMatch(text, $@"(?<![\w.])({Root}\.{folder}\b|{folder}\.[A-Z])"))
            {
                used.Add(folder);
            }
        }

        return used;
    }
}
