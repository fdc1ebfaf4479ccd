using System;
using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Pipeline;

/// <summary>
/// A cmdlet that tells what is raised where it writes from what goes wrong in its own work. Whoever reads may throw (<c>... | ForEach-Object { throw }</c>),
/// and the engine brings that up through the write: it is not this cmdlet's failure, and must end the pipeline as it would without the cmdlet.
/// </summary>
public abstract class WritingCmdlet : PSCmdlet
{
    private Exception? _raisedByWriting;

    private protected WritingCmdlet()
    {
    }

    // They hide those of the engine, so that none is called past them.
    internal new void WriteObject(object? value) => Write(() => base.WriteObject(value));

    internal new void WriteObject(object? value, bool enumerateCollection) => Write(() => base.WriteObject(value, enumerateCollection));

    internal new void WriteError(ErrorRecord record) => Write(() => base.WriteError(record));

    internal new void ThrowTerminatingError(ErrorRecord record) => Write(() => base.ThrowTerminatingError(record));

    internal new void WriteWarning(string text) => Write(() => base.WriteWarning(text));

    internal new void WriteVerbose(string text) => Write(() => base.WriteVerbose(text));

    internal new void WriteProgress(ProgressRecord record) => Write(() => base.WriteProgress(record));

    internal new bool ShouldProcess(string? target, string action)
    {
        bool answer = false;
        Write(() => answer = base.ShouldProcess(target, action));
        return answer;
    }

    /// <summary>
    /// Whether an exception is none of this cmdlet's: stop, break, -ErrorAction Stop, or what whoever reads has thrown. The stop of another pipeline, which a
    /// keyring may share with this one, is not this one's: the engine would end it without a word.
    /// </summary>
    private protected bool MustPass(Exception e) =>
        ReferenceEquals(e, _raisedByWriting)
        || (e is PipelineStoppedException && Stopping)
        || e is ActionPreferenceStopException
        || e.GetType().IsSubclassOf(typeof(FlowControlException));

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            _raisedByWriting = e;
            throw;
        }
    }
}
