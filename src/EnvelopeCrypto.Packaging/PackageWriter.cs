using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;

namespace EnvelopeCrypto.Packaging;

/// <summary>Writes packages whose bytes depend on their contents alone: in order, without times, without the attributes of files.</summary>
internal static class PackageWriter
{
    // The earliest that the format can tell.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static void Write(string path, SortedDictionary<string, byte[]> entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        using ZipArchive package = new(file, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            ZipArchiveEntry entry = package.CreateEntry(name, CompressionLevel.Optimal);
            entry.LastWriteTime = NoTime;
            entry.ExternalAttributes = 0;
            using Stream target = entry.Open();
            target.Write(content);
        }
    }

    internal static SortedDictionary<string, byte[]> Read(string path)
    {
        SortedDictionary<string, byte[]> entries = new(StringComparer.Ordinal);
        using ZipArchive package = ZipFile.OpenRead(path);
        foreach (ZipArchiveEntry entry in package.Entries)
        {
            using MemoryStream content = new();
            using Stream source = entry.Open();
            source.CopyTo(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }
}
