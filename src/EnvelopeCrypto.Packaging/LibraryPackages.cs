using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace EnvelopeCrypto.Packaging;

/// <summary>The NuGet packages of the libraries, with their symbols, made by dotnet pack and then freed of times and random names.</summary>
internal static partial class LibraryPackages
{
    private static readonly string[] Projects = ["EnvelopeCrypto", "EnvelopeCrypto.Aws"];

    internal static IReadOnlyList<string> Write(string root, string output)
    {
        Directory.CreateDirectory(output);
        foreach (string old in Directory.EnumerateFiles(output, "*.*nupkg"))
        {
            File.Delete(old);
        }

        foreach (string project in Projects)
        {
            Command.Run("dotnet", root, ["pack", Path.Combine("src", project), "--configuration", "Release", "--output", output, "--nologo", "-v", "q", .. AllPackages.BuildProperties]);
        }

        string[] packages = [.. Directory.GetFiles(output, "*.*nupkg").Order(StringComparer.Ordinal)];
        foreach (string package in packages)
        {
            Normalize(package);
        }

        return packages;
    }

    /// <summary>The part that holds properties has a random name, and so has the relationship to it.</summary>
    private static void Normalize(string package)
    {
        const string Relationships = "_rels/.rels";
        SortedDictionary<string, byte[]> entries = PackageWriter.Read(package);
        string properties = entries.Keys.Single(static name => name.EndsWith(".psmdcp", StringComparison.Ordinal));
        string fixedName = $"{Path.GetDirectoryName(properties)!.Replace('\\', '/')}/properties.psmdcp";
        byte[] content = entries[properties];
        entries.Remove(properties);
        entries.Add(fixedName, content);
        string relationships = Encoding.UTF8.GetString(entries[Relationships]).Replace(properties, fixedName, StringComparison.Ordinal);
        int next = 0;
        entries[Relationships] = Encoding.UTF8.GetBytes(RelationshipId().Replace(relationships, _ => $"Id=\"R{++next}\""));
        PackageWriter.Write(package, entries);
    }

    [GeneratedRegex("Id=\"R[0-9A-F]+\"")]
    private static partial Regex RelationshipId();
}
