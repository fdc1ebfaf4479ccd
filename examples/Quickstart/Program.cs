using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Quickstart;

// Runs examples/quickstart.ps1 for readers who have the .NET SDK and no pwsh.
string folder = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(folder, "EnvelopeCrypto.psd1")))
{
    folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Run this from a clone of the repository.");
}

using ScriptEngine engine = new();
try
{
    Dictionary<string, object> parameters = new() { ["ModulePath"] = Path.Combine(folder, "EnvelopeCrypto.psd1") };
    if (args.Length > 0)
    {
        parameters["Path"] = Path.GetFullPath(args[0]);
    }

    string script = File.ReadAllText(Path.Combine(folder, "examples", "quickstart.ps1"));
    foreach (PSObject line in engine.Run(script, (stream, text) => Console.Error.WriteLine($"{stream}: {text}"), parameters))
    {
        Console.WriteLine(line);
    }

    return 0;
}
catch (RuntimeException e)
{
    Console.Error.WriteLine(e.ErrorRecord);
    return 1;
}
