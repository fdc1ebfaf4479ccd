using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>Finds programs and runs them to their end.</summary>
internal static class CommandLine
{
    /// <summary>The full path of a program, or null when no directory of PATH has it.</summary>
    internal static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            foreach (string name in names)
            {
                string path = Path.Combine(directory, name);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    internal static ProcessStartInfo Prepare(string program, string directory, IEnumerable<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = directory,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>Runs a program without input; when the time is over, ends it with what it started.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string directory, TimeSpan limit, IEnumerable<string> arguments)
    {
        using CancellationTokenSource time = new(limit);
        using Process process = Process.Start(Prepare(program, directory, arguments))!;
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(time.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(time.Token);
            string text = await output + await errors;
            await process.WaitForExitAsync(time.Token);
            return (process.ExitCode, text);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {limit}.");
        }
    }
}
