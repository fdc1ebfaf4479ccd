using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Quickstart;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>A PowerShell session with the module imported, standing in an empty folder with a key file "my.key".</summary>
public sealed class Session : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("envelopecrypto-test-");
    private readonly ScriptEngine _engine = new();

    public Session(InstalledModule module)
    {
        Run("param($ManifestPath) Import-Module $ManifestPath", new() { ["ManifestPath"] = module.ManifestPath });
        _engine.Run("param($Folder) $ExecutionContext.SessionState.Path.SetLocation($Folder)", null, new Dictionary<string, object> { ["Folder"] = Folder });
        Run("$null = New-RawAesKeyFile my.key");
    }

    public string Folder => _folder.FullName;

    /// <summary>What was written to the warning and verbose streams, and as non-terminating errors.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>The error records of the last run.</summary>
    public List<ErrorRecord> Errors { get; } = [];

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string WriteFile(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Runs a script; a terminating error is thrown, others are in <see cref="Errors"/>.</summary>
    public Collection<PSObject> Run(string script, Dictionary<string, object>? parameters = null)
    {
        Errors.Clear();
        using System.Management.Automation.PowerShell pipeline = _engine.CreatePipeline();
        pipeline.AddScript(script, useLocalScope: false);
        foreach ((string name, object value) in parameters ?? [])
        {
            pipeline.AddParameter(name, value);
        }

        pipeline.Streams.Warning.DataAdded += (_, e) => Messages.Add(pipeline.Streams.Warning[e.Index].Message);
        pipeline.Streams.Verbose.DataAdded += (_, e) => Messages.Add(pipeline.Streams.Verbose[e.Index].Message);
        try
        {
            return pipeline.Invoke();
        }
        finally
        {
            Errors.AddRange(pipeline.Streams.Error);
            foreach (ErrorRecord record in Errors)
            {
                Messages.Add(record.ToString());
            }
        }
    }

    /// <summary>A pipeline that is not run yet.</summary>
    public System.Management.Automation.PowerShell Prepare(string script) => _engine.CreatePipeline().AddScript(script, useLocalScope: false);

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }
}
