using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

// Runs the script on standard input in the real PowerShell engine. Output goes to standard output, errors to standard error; an error that ends the
// script ends the process with 1.
InitialSessionState state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows())
{
    state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using PowerShell pipeline = PowerShell.Create(runspace);
pipeline.AddScript(await Console.In.ReadToEndAsync());
try
{
    foreach (PSObject line in pipeline.Invoke())
    {
        Console.WriteLine(line);
    }

    foreach (ErrorRecord error in pipeline.Streams.Error)
    {
        Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
    }

    return 0;
}
catch (RuntimeException e)
{
    Console.Error.WriteLine($"{e.ErrorRecord.FullyQualifiedErrorId}: {e.ErrorRecord}");
    return 1;
}
