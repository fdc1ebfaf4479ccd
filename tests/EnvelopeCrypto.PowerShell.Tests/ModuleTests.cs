using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

public sealed class ModuleTests(InstalledModule module)
{
    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_that_there_are()
    {
        using Session session = new(module);
        Collection<PSObject> exported = session.Run("(Get-Module EnvelopeCrypto).ExportedCommands.Keys");
        Collection<PSObject> present = session.Run(
            """
            $assembly = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'EnvelopeCrypto.PowerShell' })[0]
            foreach ($type in $assembly.ExportedTypes) {
                foreach ($attribute in $type.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)) { "$($attribute.VerbName)-$($attribute.NounName)" }
            }
            """);
        Assert.NotEmpty(present);
        Assert.Equal(present.Select(Text).Order(), exported.Select(Text).Order());
    }

    [Fact]
    public void The_manifest_has_the_version_of_the_assemblies()
    {
        using Session session = new(module);
        string version = Text(session.Run("(Get-Module EnvelopeCrypto).Version.ToString()").Single());
        foreach (string assembly in (string[])["EnvelopeCrypto.dll", "EnvelopeCrypto.PowerShell.dll"])
        {
            Assert.Equal(version, FileVersionInfo.GetVersionInfo(Path.Combine(module.BinPath, assembly)).ProductVersion?.Split('+')[0]);
        }
    }

    [Fact]
    public void No_assembly_of_PowerShell_is_shipped()
    {
        IEnumerable<string> names = Directory.GetFiles(module.BinPath, "*.dll", SearchOption.AllDirectories)
            .Select(file => AssemblyName.GetAssemblyName(file).Name!);
        Assert.DoesNotContain("System.Management.Automation", names);
        Assert.Contains("EnvelopeCrypto", names);
    }

    [Fact]
    public void Importing_again_and_into_a_second_session_works()
    {
        using Session first = new(module);
        using Session second = new(module);
        first.Run("param($ManifestPath) Import-Module $ManifestPath -Force; Remove-Module EnvelopeCrypto; Import-Module $ManifestPath", new() { ["ManifestPath"] = module.ManifestPath });
        Assert.Empty(first.Errors);
        foreach (Session session in (Session[])[first, second])
        {
            Assert.Equal("ok", Text(session.Run("'ok' | Protect-EnvelopeData -KeyFile my.key | Unprotect-EnvelopeData -KeyFile my.key -AsString").Single()));
        }
    }

    [Fact]
    public void The_quickstart_runs()
    {
        using Session session = new(module);
        string source = session.WriteFile("any file.bin", [1, 2, 3]);
        string[] lines = [.. session.Run(
            Repository.Read("examples/quickstart.ps1"), new() { ["ModulePath"] = module.ManifestPath, ["Path"] = source }).Select(Text)];
        Assert.Equal("The decrypted file equals the original.", lines[^1]);
        Assert.Contains(lines, static line => line.Contains("Purpose", StringComparison.OrdinalIgnoreCase) && line.Contains("quickstart", StringComparison.Ordinal));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(source));
    }

    [Fact]
    public void Format_views_load_and_show_each_type()
    {
        using Session session = new(module);
        string[] typeNames = [.. System.Xml.Linq.XDocument.Load(Path.Combine(module.BinPath, "EnvelopeCrypto.Format.ps1xml"))
            .Descendants("TypeName").Select(static element => element.Value).Distinct()];
        Assert.NotEmpty(typeNames);
        foreach (string typeName in typeNames)
        {
            Assert.True(
                (bool)session.Run("param($Name) $null -ne ($Name -as [type])", new() { ["Name"] = typeName }).Single().BaseObject,
                $"A view is for {typeName}, which is no type.");
        }
    }

    private static string Text(PSObject value) => value.ToString();
}
