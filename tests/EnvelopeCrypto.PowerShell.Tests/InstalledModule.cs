using System;
using System.IO;
using Xunit;

// One copy for all classes: its assemblies are loaded once in the process, from the first copy, and those of AWS only later.
[assembly: AssemblyFixture(typeof(EnvelopeCrypto.PowerShell.Tests.InstalledModule))]

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>A copy of the module as the build laid it out, in a folder of its own, once for all tests.</summary>
public sealed class InstalledModule : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("envelopecrypto-module-");

    public InstalledModule()
    {
        foreach (string part in (string[])["bin", "en-US"])
        {
            string source = Path.Combine(Repository.Root, part);
            if (Directory.Exists(source))
            {
                Copy(source, Path.Combine(_folder.FullName, part));
            }
        }

        File.Copy(Path.Combine(Repository.Root, Repository.Manifest), ManifestPath);
    }

    public string ManifestPath => Path.Combine(_folder.FullName, Repository.Manifest);

    public string BinPath => Path.Combine(_folder.FullName, "bin");

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.GetDirectories(source))
        {
            Copy(folder, Path.Combine(target, Path.GetFileName(folder)));
        }
    }
}
