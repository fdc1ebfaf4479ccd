using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace EnvelopeCrypto.Packaging;

/// <summary>A software bill of materials (CycloneDX 1.5, JSON) of what the module ships that others made, from what NuGet restored.</summary>
public static class BillOfMaterials
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file.</summary>
    /// <param name="root">The sources, restored.</param>
    /// <param name="output">The folder that gets it.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string root, string output)
    {
        ModuleManifest manifest = new(Path.Combine(root, Repository.Manifest));
        string own = $"pkg:nuget/EnvelopeCrypto@{manifest.Version}";
        JsonArray components = Components(Path.Combine(root, "src", "EnvelopeCrypto.Aws", "obj", "project.assets.json"));
        JsonObject document = new()
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.5",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "library",
                    ["bom-ref"] = own,
                    ["name"] = "EnvelopeCrypto",
                    ["version"] = manifest.Version,
                    ["description"] = manifest.Description,
                    ["licenses"] = License("Apache-2.0"),
                    ["purl"] = own,
                },
            },
            ["components"] = components,
            ["dependencies"] = new JsonArray(new JsonObject
            {
                ["ref"] = own,
                ["dependsOn"] = new JsonArray([.. components.Select(static component => (JsonNode)component!["bom-ref"]!.GetValue<string>())]),
            }),
        };

        // Random by custom; here told by the contents, so that two builds agree.
        byte[] hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document));
        document.Insert(2, "serialNumber", $"urn:uuid:{new Guid(hash.AsSpan(0, 16))}");
        string path = Path.Combine(output, $"EnvelopeCrypto.{manifest.Version}.cdx.json");
        Directory.CreateDirectory(output);
        File.WriteAllText(path, document.ToJsonString(Form) + "\n");
        return path;
    }

    private static JsonArray Components(string assetsPath)
    {
        JsonNode assets = JsonNode.Parse(File.ReadAllText(assetsPath))!;
        string[] folders = [.. assets["packageFolders"]!.AsObject().Select(static pair => pair.Key)];
        JsonArray components = [];
        foreach ((string key, JsonNode? target) in assets["targets"]!["net8.0"]!.AsObject().OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            // Analyzers and projects of this one are not shipped as packages.
            if (target!["type"]!.GetValue<string>() != "package" || target["runtime"] is not JsonObject { Count: > 0 })
            {
                continue;
            }

            (string name, string version) = (key.Split('/')[0], key.Split('/')[1]);
            JsonNode library = assets["libraries"]![key]!;
            JsonObject component = new()
            {
                ["type"] = "library",
                ["bom-ref"] = $"pkg:nuget/{name}@{version}",
                ["name"] = name,
                ["version"] = version,
                ["hashes"] = new JsonArray(new JsonObject
                {
                    ["alg"] = "SHA-512",
                    ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(library["sha512"]!.GetValue<string>())),
                }),
                ["purl"] = $"pkg:nuget/{name}@{version}",
            };
            if (LicenseOf(folders, library["path"]!.GetValue<string>(), name) is { } license)
            {
                component.Insert(5, "licenses", License(license));
            }

            components.Add(component);
        }

        return components;
    }

    private static string? LicenseOf(IEnumerable<string> folders, string packagePath, string name)
    {
        foreach (string folder in folders)
        {
            string nuspec = Path.Combine(folder, packagePath, $"{name.ToLowerInvariant()}.nuspec");
            if (File.Exists(nuspec))
            {
                return XDocument.Load(nuspec).Descendants().FirstOrDefault(static element =>
                    element.Name.LocalName == "license" && element.Attribute("type")?.Value == "expression")?.Value;
            }
        }

        return null;
    }

    private static JsonArray License(string expression) => new(new JsonObject { ["expression"] = expression });
}
