using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.PowerShell.Tests.Kms;

/// <summary>A PowerShell session in a process of its own.</summary>
internal static class ChildSession
{
    /// <summary>Runs a script; variables of the environment are its parameters. AWS settings of whoever runs the tests do not reach it.</summary>
    internal static async Task<(int ExitCode, string[] Output, string Errors)> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SessionHost.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in new List<string>(start.Environment.Keys))
        {
            if (name.StartsWith("AWS_", StringComparison.Ordinal))
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = start.Environment["AWS_CONFIG_FILE"] = Path.Combine(AppContext.BaseDirectory, "no-such-file");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(script.AsMemory(), cancel);
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancel);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, (await output).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
