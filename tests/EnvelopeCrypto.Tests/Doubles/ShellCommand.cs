using System.ComponentModel;
using System.Diagnostics;

namespace EnvelopeCrypto.Tests;

/// <summary>Runs a program of the system for what .NET cannot do: pipes, hard links, small disks.</summary>
internal static class ShellCommand
{
    /// <returns>False when there is no such program or it failed.</returns>
    internal static bool TryRun(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
