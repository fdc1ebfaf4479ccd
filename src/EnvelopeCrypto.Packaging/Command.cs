using System.Diagnostics;

namespace EnvelopeCrypto.Packaging;

/// <summary>Programs that packaging calls. What they write is seen; their failure ends the packaging.</summary>
internal static class Command
{
    internal static void Run(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder };

        // A server that outlives the build would hold files of folders that are deleted.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new PackagingException($"{program} {string.Join(' ', arguments)} failed with exit code {process.ExitCode}.");
        }
    }
}
