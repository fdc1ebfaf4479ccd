using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Packaging;

/// <summary>Builds the last commit twice, in two clones of different names, and compares every byte of every package.</summary>
internal static class BuildComparison
{
    internal static bool Run(string root, TextWriter report)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("envelopecrypto-compare-");
        try
        {
            string[] outputs = [.. ((string[])["one", "another-place"]).Select(name =>
            {
                string clone = Path.Combine(folder.FullName, name);
                Command.Run("git", root, "clone", "--quiet", "--no-hardlinks", root, clone);
                string output = Path.Combine(folder.FullName, $"{name}-packages");
                AllPackages.Write(clone, output, build: true);
                return output;
            })];
            string[][] names = [.. outputs.Select(output =>
                Directory.GetFiles(output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(output, file)).Order(StringComparer.Ordinal).ToArray())];
            bool same = names[0].SequenceEqual(names[1]);
            foreach (string name in names[0].Intersect(names[1]))
            {
                string[] hashes = [.. outputs.Select(output => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(output, name)))))];
                same &= hashes[0] == hashes[1];
                report.WriteLine($"{(hashes[0] == hashes[1] ? "same     " : "DIFFERENT")} {hashes[0]} {name}");
            }

            report.WriteLine(same ? "Two builds give the same bytes." : "Two builds give different bytes.");
            return same;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
