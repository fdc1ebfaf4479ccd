using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.Trees;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>What all cmdlets of the module share: Ctrl+C, waiting for asynchronous work, errors that have an id, a category and a target.</summary>
public abstract class EnvelopeCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private protected EnvelopeCmdlet()
    {
        Thread = new PipelineThread(WriteVerbose);
    }

    private protected PipelineThread Thread { get; }

    private protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The engine calls this on another thread when the pipeline is to stop.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Releases what the cmdlet made for itself.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Thread.Dispose();
            _stop.Dispose();
        }
    }

    private protected T Wait<T>(Func<Task<T>> work) => Thread.Run(work);

    private protected void Wait(Func<Task> work) => Thread.Run(async () =>
    {
        await work();
        return true;
    });

    /// <summary>Does what concerns one input; its failure is an error record, and the next input goes on.</summary>
    private protected void Attempt(object? target, Action action) => Attempt(() => target, action);

    /// <summary>The same for an input that is known only once it has been looked at.</summary>
    private protected void Attempt(Func<object?> target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (MustPass(e))
        {
            throw;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e)
        {
            WriteError(ErrorRecords.From(e, target()));
        }
    }

    /// <summary>Does what every input needs; its failure ends the command.</summary>
    private protected T Demand<T>(object? target, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (MustPass(e))
        {
            throw;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target));
            throw;
        }
    }

    private protected void DemandRecurse(bool recurse, bool include, bool exclude, bool followSymlink)
    {
        if (!recurse && (include || exclude || followSymlink))
        {
            Demand<object?>(
                target: null, () => throw CommandError.Combination($"-{(include ? "Include" : exclude ? "Exclude" : "FollowSymlink")} goes with -Recurse."));
        }
    }

    /// <summary>Does what is to be done with each file of a tree, and each directory before what is in it.</summary>
    private protected void WalkTree(FileTree tree, Action<FileInput> file, Action<FileTreeEntry>? directory = null)
    {
        foreach (FileTreeEntry entry in tree.Walk())
        {
            if (StopToken.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            switch (entry.Kind)
            {
                case FileTreeEntryKind.File:
                    Attempt(entry.Path, () => file(new FileInput(entry.Path, entry.Directory)));
                    break;
                case FileTreeEntryKind.Directory:
                    Attempt(entry.Path, () => directory?.Invoke(entry));
                    break;
                case FileTreeEntryKind.SkippedLink:
                    WriteVerbose($"Skipped the link '{entry.Path}'.");
                    break;
                default:
                    Attempt(entry.Path, () => throw entry.Error!);
                    break;
            }
        }
    }

    // What the engine itself raises to stop the pipeline: stop, break, -ErrorAction Stop. The stop of another pipeline, which a keyring may share with this
    // one, is not this one's: the engine would end it without a word.
    private bool MustPass(Exception e) =>
        (e is PipelineStoppedException && Stopping) || e is ActionPreferenceStopException || e.GetType().IsSubclassOf(typeof(FlowControlException));
}
