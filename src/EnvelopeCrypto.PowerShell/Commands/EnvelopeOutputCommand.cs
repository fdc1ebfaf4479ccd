using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.PowerShell.Pipeline;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>What the cmdlets that write messages or plaintext have in common: where the output goes, and several files at once.</summary>
public abstract class EnvelopeOutputCommand : EnvelopeDataCommand
{
    // What follows in the pipeline may wait for a result before it sends more: after such a pause everything is finished first.
    private static readonly TimeSpan SlowInput = TimeSpan.FromMilliseconds(100);

    private DestinationNames _names = null!;
    private FileBatch? _batch;
    private BoundedWork<FileWork>? _work;
    private WorkProgress _progress = null!;
    private DirectoryTimes _times = null!;
    private long _lastRecordEnded;
    private (IMaterialsManager Manager, IMaterialsManager ForAnyThread)? _parallelKeys;

    private protected EnvelopeOutputCommand()
    {
    }

    /// <summary>A file, or an existing directory for several inputs; with -Recurse a directory, which is made where there is none. By default the output of a file is written beside it.</summary>
    [Parameter(Position = 1)]
    [Alias("DestinationPath", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>A stream that takes the output for -InputStream. When the command fails, discard what was written.</summary>
    [Parameter]
    [ValidateNotNull]
    public Stream? OutputStream { get; set; }

    /// <summary>What is appended to the name of a file when it is encrypted, and removed when it is decrypted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Suffix { get; set; } = FileSuffix.Encrypted;

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the output for files and streams as byte arrays instead of writing it.</summary>
    [Parameter]
    public SwitchParameter AsBytes { get; set; }

    /// <summary>Emits the output as base64 text of its bytes.</summary>
    [Parameter]
    public SwitchParameter AsBase64 { get; set; }

    /// <summary>How many files are worked on at once; by default as many as there are processor cores. With 1 each is finished before the next is begun, in order.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Passes over files whose destination exists, whatever is in it: continues where an interrupted run ended.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>Gives the files that are written the times and the Unix mode of those they are made from.</summary>
    [Parameter]
    public SwitchParameter PreserveAttributes { get; set; }

    private protected EnvelopeFiles Files { get; private set; } = null!;

    private protected override string? DestinationOfTrees => DestinationPath;

    private string? DestinationPath { get; set; }

    /// <summary>Whether output is emitted rather than written.</summary>
    private protected abstract bool Emits { get; }

    /// <summary>The parameters that make it so.</summary>
    private protected abstract string EmitParameters { get; }

    /// <summary>What is done, as -WhatIf says it.</summary>
    private protected abstract string ActionName { get; }

    private protected abstract EnvelopeFiles CreateFiles(FileBatch? batch);

    private protected abstract string Rename(string name);

    private protected abstract void ToStream(StreamInput input, Stream output);

    private protected abstract void Emit(InputItem item);

    /// <summary>Writes the output for a file. Called on the pipeline thread; what it returns is called on any.</summary>
    private protected abstract Func<CancellationToken, Task<FileWork>> PrepareFile(FileInput file, string destination, IMaterialsManager keys, IProgress<long> progress);

    /// <summary>Writes the output for data or a stream, and waits for it.</summary>
    private protected abstract FileWork WriteUnnamed(InputItem item, string destination);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DemandApart(Emits, Destination is not null || OutputStream is not null, $"What is emitted is not written: leave out -Destination and -OutputStream, or {EmitParameters.Replace(" or ", " and ", StringComparison.Ordinal)}.");
        DemandApart(Destination is not null, OutputStream is not null, "-Destination and -OutputStream exclude each other.");
        DemandApart(OutputStream is not null, InputStream is null, "-OutputStream goes with -InputStream.");
        DemandApart(InputStream is not null, !Emits && Destination is null && OutputStream is null, $"-InputStream needs -OutputStream, -Destination, {EmitParameters}.");
        DemandApart(SkipExisting, Force, "-SkipExisting and -Force exclude each other.");
        DemandApart(FileSuffix.IsInvalid(Suffix), true, "-Suffix is the end of a file name and holds no separator.");
        DestinationPath = Destination is null ? null : Demand(Destination, () => ProviderPath.Literal(this, Destination));
        bool isDirectory = DestinationPath is not null && (Recurse || ProviderPath.IsDirectory(Destination!, DestinationPath));
        _names = new DestinationNames(DestinationPath, isDirectory, Rename);
        _times = new DirectoryTimes(PreserveAttributes, SkipExisting);
        int filesAtOnce = ThrottleLimit ?? Environment.ProcessorCount;
        _batch = filesAtOnce == 1 ? null : new FileBatch(filesAtOnce);
        _work = new BoundedWork<FileWork>(filesAtOnce + (_batch is null ? 0 : FileBatch.MostWaiting), StopToken) { Threads = filesAtOnce };
        _progress = new WorkProgress(Thread, $"{MyInvocation.MyCommand.Name}", WriteProgress, StopToken);
        Files = CreateFiles(_batch);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isSlow = _lastRecordEnded == 0 || Stopwatch.GetElapsedTime(_lastRecordEnded) > SlowInput;
        base.ProcessRecord();
        if (isSlow)
        {
            FinishFiles();
        }

        _lastRecordEnded = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        FinishFiles();
        foreach ((string directory, string source) in _times.ToBeSet(directory => ShouldProcess(directory, "Set the times of the directory that it is made from")))
        {
            Attempt(directory, () => TreeDestination.KeepTimes(directory, source));
        }

        _progress.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _work?.Dispose();
            _batch?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected sealed override void Process(InputItem item)
    {
        if (OutputStream is not null && item is StreamInput stream)
        {
            ToStream(stream, OutputStream);
        }
        else if (Emits || (Destination is null && item is DataInput))
        {
            Emit(item);
        }
        else if (item is FileInput file)
        {
            AddFile(file, _names.ForFile(file));
        }
        else
        {
            WriteItem(item, _names.ForUnnamed());
        }
    }

    private protected override void BeginTree(Func<FileTree> tree) => _progress.ExpectTree(tree);

    private protected override void ProcessDirectory(FileTreeEntry directory)
    {
        if (DestinationPath is null || Emits)
        {
            return;
        }

        string destination = System.IO.Path.Combine(DestinationPath, directory.Directory);
        if (System.IO.Directory.Exists(destination))
        {
            _times.MayHaveLost(destination, directory.Path);
        }
        else if (ShouldProcess(destination, "Create directory"))
        {
            TreeDestination.CreateDirectory(destination, directory.Path);
            _times.WillChange(destination, directory.Path);
        }
    }

    private void AddFile(FileInput file, string destination)
    {
        if (IsToBeSkipped(file.Path, destination) || !ShouldProcess(file.Path == destination ? $"'{destination}'" : $"'{file.Target}' to '{destination}'", ActionName))
        {
            _progress.FileSkipped(file);
            return;
        }

        _names.Claim(destination);
        IMaterialsManager keys = ParallelKeys();
        if (Recurse && DestinationPath is not null && System.IO.Path.GetDirectoryName(destination) is { } directory)
        {
            string source = System.IO.Path.GetDirectoryName(file.Path)!;
            if (!System.IO.Directory.Exists(directory))
            {
                TreeDestination.CreateDirectory(directory, source);
            }

            if (file.TreeDirectory is not null)
            {
                _times.WillChange(directory, source);
            }
        }

        _progress.ExpectFile(file);
        Func<CancellationToken, Task<FileWork>> work = PrepareFile(file, destination, keys, _progress.Transfer);
        Wait(() => _work!.AddAsync(work, ended => Attempt(file.Target, () => Show(file, destination, ended))));
    }

    private void WriteItem(InputItem item, string destination)
    {
        if (!IsToBeSkipped(item.Target, destination) && ShouldProcess($"'{item.Target}' to '{destination}'", ActionName))
        {
            _names.Claim(destination);
            Show(WriteUnnamed(item, destination));
        }
    }

    private bool IsToBeSkipped(string target, string destination)
    {
        bool skip = SkipExisting && File.Exists(destination) && !_names.IsClaimed(destination);
        if (skip)
        {
            WriteVerbose($"Skipped '{target}': '{destination}' exists.");
        }

        return skip;
    }

    private void Show(FileInput file, string destination, Task<FileWork> ended)
    {
        _progress.Transfer.FileDone();
        try
        {
            Show(ended.GetAwaiter().GetResult());
        }
        catch (EnvelopeFileException e) when (SkipExisting && e.ErrorId == ErrorIds.DestinationExists)
        {
            WriteVerbose($"Skipped '{file.Path}': '{destination}' exists by now.");
        }
        catch (FormatException e)
        {
            throw CommandError.NotBase64(e);
        }
    }

    private void Show(FileWork work)
    {
        WriteVerbose(work.Report);
        if (work.Warning is not null)
        {
            WriteWarning(work.Warning);
        }

        WriteObject(FileOutput.WithPSPath(work.Result, work.Source, work.Destination));
    }

    private void FinishFiles()
    {
        if (_work!.UnderWay > 0)
        {
            Wait(_work.FinishAsync);
        }
    }

    private IMaterialsManager ParallelKeys()
    {
        IMaterialsManager keys = Keys;
        if (_parallelKeys is not { } known || !ReferenceEquals(known.Manager, keys))
        {
            _parallelKeys = known = (keys, PipelineMaterialsManager.For(keys, Thread));
        }

        return known.ForAnyThread;
    }
}
