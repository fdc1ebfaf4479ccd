using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>The folder of the peer, and its npm packages as the lock file has them.</summary>
internal static class PeerPackage
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    internal static string Folder { get; } = FindFolder();

    private static string StampFile => Path.Combine(Folder, "node_modules", ".installed-from");

    /// <summary>Installs the packages unless just these are there.</summary>
    internal static async Task InstallAsync()
    {
        string stamp = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(StampFile) && await File.ReadAllTextAsync(StampFile) == stamp)
        {
            return;
        }

        string npm = CommandLine.Find("npm")
            ?? throw new InvalidOperationException("node is there but npm is not, so the peer's package cannot be installed.");
        (int exitCode, string output) = await CommandLine.RunAsync(
            npm, Folder, InstallLimit, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"'npm ci' in tests/Interop failed with exit code {exitCode}:\n{output}");
        }

        // Last, so that an installation that was cut off is done again.
        await File.WriteAllTextAsync(StampFile, stamp);
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string folder = Path.Combine(directory.FullName, "tests", "Interop");
            if (File.Exists(Path.Combine(folder, "package-lock.json")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("No directory above that of the tests has tests/Interop/package-lock.json.");
    }
}
