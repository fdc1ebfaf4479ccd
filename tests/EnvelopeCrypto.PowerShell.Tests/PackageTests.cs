using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using EnvelopeCrypto.Packaging;
using EnvelopeCrypto.PowerShell.Tests.Kms;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>What is published, made from what the build laid out.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Expected =
    [
        "CHANGELOG.md", "EnvelopeCrypto.nuspec", "EnvelopeCrypto.psd1", "LICENSE", "README.md", "[Content_Types].xml", "_rels/.rels",
        "bin/EnvelopeCrypto.Format.ps1xml", "bin/EnvelopeCrypto.PowerShell.dll", "bin/EnvelopeCrypto.PowerShell.pdb",
        "bin/EnvelopeCrypto.dll", "bin/EnvelopeCrypto.pdb", "bin/EnvelopeCrypto.xml",
        "bin/aws/AWSSDK.Core.dll", "bin/aws/AWSSDK.KeyManagementService.dll",
        "bin/aws/EnvelopeCrypto.Aws.dll", "bin/aws/EnvelopeCrypto.Aws.pdb", "bin/aws/EnvelopeCrypto.Aws.xml",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("envelopecrypto-package-");
    private readonly string _package;

    public PackageTests()
    {
        _package = ModulePackage.Write(Repository.Root, _folder.FullName);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_package_of_the_module_holds_what_is_published_and_nothing_else()
    {
        using ZipArchive package = ZipFile.OpenRead(_package);
        ILookup<bool, string> names = package.Entries.Select(static entry => entry.FullName).ToLookup(static name => name.StartsWith("en-US/", StringComparison.Ordinal));
        Assert.Equal(Expected.Order(StringComparer.Ordinal), names[false].Order(StringComparer.Ordinal));
        Assert.NotEmpty(names[true]);
        Assert.All(names[true], static name => Assert.Matches(@"^en-US/(about_\w+\.help\.txt|[\w.]+\.dll-Help\.xml)$", name));
    }

    [Fact]
    public void Its_specification_agrees_with_the_manifest()
    {
        using ZipArchive package = ZipFile.OpenRead(_package);
        using Stream stream = package.GetEntry("EnvelopeCrypto.nuspec")!.Open();
        Dictionary<string, string> metadata = XDocument.Load(stream).Root!.Elements().Single().Elements().ToDictionary(static element => element.Name.LocalName, static element => element.Value);
        string manifest = Repository.Read(Repository.Manifest);
        Assert.Equal(Regex.Match(manifest, "ModuleVersion += '(.*)'").Groups[1].Value, metadata["version"]);
        Assert.Equal($"EnvelopeCrypto.{metadata["version"]}.nupkg", Path.GetFileName(_package));
        Assert.Equal("Apache-2.0", metadata["license"]);
        Assert.StartsWith($"## {metadata["version"]}", metadata["releaseNotes"], StringComparison.Ordinal);
        string[] tags = metadata["tags"].Split(' ');
        Assert.Contains("PSModule", tags);
        Assert.Contains("PSEdition_Core", tags);
        Assert.Contains("PSCmdlet_Update-EnvelopeData", tags);
        Assert.Equal(Regex.Count(manifest, @"(?m)^\s+'[A-Z]\w+-\w+'"), tags.Count(static tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_files_give_the_same_bytes()
    {
        string again = ModulePackage.Write(Repository.Root, Path.Combine(_folder.FullName, "again"));
        Assert.Equal(File.ReadAllBytes(_package), File.ReadAllBytes(again));
    }

    [Fact]
    public async Task Installed_into_an_empty_folder_it_is_found_by_name_and_the_quickstart_runs()
    {
        // As Install-PSResource lays it out: <modules>/<name>/<version>, without what only the package needs.
        string modules = Path.Combine(_folder.FullName, "modules");
        string version = Path.GetFileNameWithoutExtension(_package)["EnvelopeCrypto.".Length..];
        string installed = Path.Combine(modules, "EnvelopeCrypto", version);
        await ZipFile.ExtractToDirectoryAsync(_package, installed, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(installed, "EnvelopeCrypto.nuspec"));
        File.Delete(Path.Combine(installed, "[Content_Types].xml"));
        Directory.Delete(Path.Combine(installed, "_rels"), recursive: true);

        (int exitCode, string[] output, string errors) = await ChildSession.RunAsync(
            """
            Import-Module EnvelopeCrypto
            (Get-Module EnvelopeCrypto).ModuleBase
            & ([scriptblock]::Create([IO.File]::ReadAllText($env:QUICKSTART))) -ModulePath EnvelopeCrypto -Path $env:TO_ENCRYPT
            (New-KmsKeyring -KeyId 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' -AccessKey a -SecretKey b).GetType().Name
            """,
            new Dictionary<string, string>
            {
                ["PSModulePath"] = modules,
                ["QUICKSTART"] = Path.Combine(Repository.Root, "examples", "quickstart.ps1"),
                ["TO_ENCRYPT"] = Path.Combine(installed, "README.md"),
            },
            TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(installed, output[0]);
        Assert.Equal(["The decrypted file equals the original.", "KmsKeyring"], output[^2..]);
    }

    [Fact]
    public void The_bill_of_materials_names_the_foreign_assemblies_in_the_package()
    {
        JsonNode bill = JsonNode.Parse(File.ReadAllText(BillOfMaterials.Write(Repository.Root, _folder.FullName)))!;
        using ZipArchive package = ZipFile.OpenRead(_package);
        string[] foreign = [.. package.Entries.Select(static entry => entry.FullName)
            .Where(static name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.Contains("/EnvelopeCrypto.", StringComparison.Ordinal))
            .Select(static name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal)];
        Assert.Equal(foreign, bill["components"]!.AsArray().Select(static component => component!["name"]!.GetValue<string>()));
        string versions = Repository.Read("Directory.Packages.props");
        Assert.All(bill["components"]!.AsArray(), component =>
        {
            Assert.Contains($"Include=\"{component!["name"]}\" Version=\"[{component["version"]}]\"", versions, StringComparison.Ordinal);
            Assert.Equal(128, component["hashes"]![0]!["content"]!.GetValue<string>().Length);
        });
    }

    [Fact]
    public void Every_package_is_pinned_to_one_version()
    {
        XDocument versions = XDocument.Parse(Repository.Read("Directory.Packages.props"));
        XElement[] packages = [.. versions.Descendants("PackageVersion")];
        Assert.NotEmpty(packages);
        Assert.All(packages, static package => Assert.Matches(@"^\[\d+(\.\d+)+(-[\w.]+)?\]$", package.Attribute("Version")!.Value));
        string[] projects = [.. ((string[])["src", "tests", "examples"])
            .SelectMany(static folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))];
        Assert.All(projects, static project => Assert.All(
            XDocument.Load(project).Descendants("PackageReference"),
            static reference => Assert.Null(reference.Attribute("Version") ?? reference.Attribute("VersionOverride"))));
    }

    /// <summary>Those that packages bring along as well: restoring verifies what was recorded, and takes no other version.</summary>
    [Fact]
    public void Every_package_of_every_project_is_recorded_with_its_hash()
    {
        string[] projects = [.. ((string[])["src", "tests", "examples"])
            .SelectMany(static folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))];
        Dictionary<string, string> hashes = [];
        foreach (string project in projects)
        {
            JsonNode recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")))!;
            foreach ((string name, JsonNode? package) in recorded["dependencies"]!.AsObject().SelectMany(static target => target.Value!.AsObject()))
            {
                if (package!["type"]!.GetValue<string>() != "Project")
                {
                    string hash = package["contentHash"]!.GetValue<string>();
                    string version = $"{name} {package["resolved"]}";
                    Assert.True(hashes.TryAdd(version, hash) || hashes[version] == hash, $"{version} has two hashes");
                }
            }
        }

        Assert.InRange(projects.Length, 20, 100);
        Assert.InRange(hashes.Count, 20, 1000);
        Assert.All(
            XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion"),
            package => Assert.Contains($"{package.Attribute("Include")!.Value} {package.Attribute("Version")!.Value.Trim('[', ']')}", hashes.Keys));
    }
}
