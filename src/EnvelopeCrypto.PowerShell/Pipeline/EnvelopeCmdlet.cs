using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>What all cmdlets of the module share: Ctrl+C, waiting for asynchronous work, errors that have an id, a category and a target.</summary>
public abstract class EnvelopeCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private protected EnvelopeCmdlet()
    {
    }

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
            _stop.Dispose();
        }
    }

    private protected T Wait<T>(Func<Task<T>> work) => PipelineThread.Run(WriteVerbose, work);

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

    // What the engine itself raises to stop the pipeline: stop, break, -ErrorAction Stop.
    private static bool MustPass(Exception e) =>
        e is PipelineStoppedException or ActionPreferenceStopException || e.GetType().IsSubclassOf(typeof(FlowControlException));
}
