using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace EnvelopeCrypto.Packaging;

/// <summary>Everything that is published.</summary>
internal static class AllPackages
{
    /// <summary>Paths of this machine must not get into assemblies.</summary>
    internal static readonly string[] BuildProperties = ["-p:ForPackages=true"];

    /// <param name="root">The sources.</param>
    /// <param name="output">The folder that gets module/, nuget/ and the bill of materials.</param>
    /// <param name="build">Whether the module is built anew first.</param>
    /// <returns>The paths of all that was made.</returns>
    internal static IReadOnlyList<string> Write(string root, string output, bool build)
    {
        DemandOneVersion(root);
        if (build)
        {
            // What other builds left there must not get into a package.
            foreach (string folder in (string[])["bin", "en-US"])
            {
                if (Directory.Exists(Path.Combine(root, folder)))
                {
                    Directory.Delete(Path.Combine(root, folder), recursive: true);
                }
            }

            Command.Run("dotnet", root, ["build", Path.Combine("src", "EnvelopeCrypto.PowerShell"), "--configuration", "Release", "--nologo", "-v", "q", .. BuildProperties]);
        }

        List<string> made = [ModulePackage.Write(root, Path.Combine(output, "module"))];
        made.AddRange(LibraryPackages.Write(root, Path.Combine(output, "nuget")));
        made.Add(BillOfMaterials.Write(root, output));
        return made;
    }

    private static void DemandOneVersion(string root)
    {
        string manifest = new ModuleManifest(Path.Combine(root, Repository.Manifest)).Version;
        string libraries = Regex.Match(File.ReadAllText(Path.Combine(root, "Directory.Build.props")), "<Version>(.*?)</Version>").Groups[1].Value;
        if (manifest != libraries)
        {
            throw new PackagingException($"The manifest says version {manifest} and Directory.Build.props {libraries}.");
        }
    }
}
