using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace EnvelopeCrypto.Packaging;

/// <summary>The package of the module for the PowerShell Gallery: what the build laid out beside the manifest, and nothing else.</summary>
public static class ModulePackage
{
    private const string Id = "EnvelopeCrypto";

    private static readonly string[] Files = [Repository.Manifest, "LICENSE", "README.md", "CHANGELOG.md"];
    private static readonly string[] Folders = ["bin", "en-US"];

    /// <summary>Makes the package.</summary>
    /// <param name="root">The sources, built.</param>
    /// <param name="output">The folder that gets the package.</param>
    /// <returns>The package's path.</returns>
    public static string Write(string root, string output)
    {
        SortedDictionary<string, byte[]> contents = new(StringComparer.Ordinal);
        foreach (string file in Files)
        {
            contents.Add(file, File.ReadAllBytes(Path.Combine(root, file)));
        }

        foreach (string folder in Folders)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            {
                contents.Add(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
            }
        }

        DemandOwnFiles(contents.Keys);
        ModuleManifest manifest = new(Path.Combine(root, Repository.Manifest));
        SortedDictionary<string, byte[]> entries = new(contents, StringComparer.Ordinal)
        {
            [$"{Id}.nuspec"] = Bytes(Nuspec(manifest, Repository.ReleaseNotes(root))),
            ["[Content_Types].xml"] = Bytes(ContentTypes(contents.Keys)),
            ["_rels/.rels"] = Bytes(Relationships()),
        };
        string path = Path.Combine(output, $"{Id}.{manifest.Version}.nupkg");
        PackageWriter.Write(path, entries);
        return path;
    }

    /// <summary>Assemblies of PowerShell itself would hide those of the session.</summary>
    private static void DemandOwnFiles(IEnumerable<string> names)
    {
        string? foreign = names.FirstOrDefault(static name =>
            Path.GetFileName(name) is { } file
            && (file.StartsWith("System.Management.Automation", StringComparison.OrdinalIgnoreCase)
                || file.StartsWith("PowerShellStandard", StringComparison.OrdinalIgnoreCase)
                || file.StartsWith("Microsoft.PowerShell", StringComparison.OrdinalIgnoreCase)));
        if (foreign is not null)
        {
            throw new PackagingException($"'{foreign}' is no part of the module.");
        }
    }

    private static XDocument Nuspec(ModuleManifest manifest, string releaseNotes)
    {
        XNamespace ns = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
        IEnumerable<string> tags =
        [
            .. manifest.Tags,
            "PSModule",
            "PSIncludes_Cmdlet",
            .. manifest.Cmdlets.SelectMany(static name => (string[])[$"PSCmdlet_{name}", $"PSCommand_{name}"]),
        ];
        return new XDocument(new XElement(
            ns + "package",
            new XElement(
                ns + "metadata",
                new XElement(ns + "id", Id),
                new XElement(ns + "version", manifest.Version),
                new XElement(ns + "authors", manifest.Author),
                new XElement(ns + "owners", manifest.CompanyName),
                new XElement(ns + "requireLicenseAcceptance", "false"),
                new XElement(ns + "license", new XAttribute("type", "expression"), "Apache-2.0"),
                new XElement(ns + "licenseUrl", "https://licenses.nuget.org/Apache-2.0"),
                new XElement(ns + "readme", "README.md"),
                new XElement(ns + "description", manifest.Description),
                new XElement(ns + "releaseNotes", releaseNotes),
                new XElement(ns + "copyright", manifest.Copyright),
                new XElement(ns + "tags", string.Join(' ', tags)))));
    }

    private static XDocument ContentTypes(IEnumerable<string> names)
    {
        XNamespace ns = "http://schemas.openxmlformats.org/package/2006/content-types";
        XElement types = new(ns + "Types", Default("rels", "application/vnd.openxmlformats-package.relationships+xml"), Default("nuspec", "application/octet"));
        string[] all = [.. names];
        foreach (string extension in all.Select(Path.GetExtension).Where(static end => end is { Length: > 1 }).Select(static end => end![1..]).Distinct().Order(StringComparer.Ordinal))
        {
            types.Add(Default(extension, "application/octet"));
        }

        foreach (string name in all.Where(static name => Path.GetExtension(name).Length == 0))
        {
            types.Add(new XElement(ns + "Override", new XAttribute("PartName", $"/{name}"), new XAttribute("ContentType", "application/octet")));
        }

        return new XDocument(types);

        XElement Default(string extension, string type) =>
            new(ns + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));
    }

    private static XDocument Relationships()
    {
        XNamespace ns = "http://schemas.openxmlformats.org/package/2006/relationships";
        return new XDocument(new XElement(
            ns + "Relationships",
            new XElement(
                ns + "Relationship",
                new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
                new XAttribute("Target", $"/{Id}.nuspec"),
                new XAttribute("Id", "R1"))));
    }

    private static byte[] Bytes(XDocument document) =>
        Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="utf-8"?>{'\n'}{document.ToString().ReplaceLineEndings("\n")}{'\n'}""");
}
