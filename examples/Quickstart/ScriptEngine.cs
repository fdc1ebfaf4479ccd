using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace EnvelopeCrypto.Quickstart;

/// <summary>
/// The real PowerShell engine without the pwsh program. It has the commands of Microsoft.PowerShell.Core only; formatting and files come from .NET.
/// </summary>
public sealed class ScriptEngine : IDisposable
{
    private readonly Runspace _runspace;

    /// <summary>Starts an engine.</summary>
    public ScriptEngine()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>A pipeline in this engine, for the caller to dispose of.</summary>
    public PowerShell CreatePipeline()
    {
        PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = _runspace;
        return pipeline;
    }

    /// <summary>Runs a script and collects what it emits; errors, warnings and verbose text go to the listener.</summary>
    /// <param name="script">The text of the script.</param>
    /// <param name="listen">Told the name of the stream and the text.</param>
    /// <param name="parameters">Parameters of the script.</param>
    public Collection<PSObject> Run(string script, Action<string, string>? listen = null, IDictionary<string, object>? parameters = null)
    {
        using PowerShell pipeline = CreatePipeline();
        pipeline.AddScript(script);
        foreach ((string name, object value) in parameters ?? new Dictionary<string, object>())
        {
            pipeline.AddParameter(name, value);
        }

        if (listen is not null)
        {
            pipeline.Streams.Error.DataAdded += (_, e) => listen("error", pipeline.Streams.Error[e.Index].ToString());
            pipeline.Streams.Warning.DataAdded += (_, e) => listen("warning", pipeline.Streams.Warning[e.Index].ToString());
            pipeline.Streams.Verbose.DataAdded += (_, e) => listen("verbose", pipeline.Streams.Verbose[e.Index].ToString());
        }

        return pipeline.Invoke();
    }

    /// <summary>Closes the engine.</summary>
    public void Dispose() => _runspace.Dispose();
}
