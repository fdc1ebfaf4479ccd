using System.Collections.Generic;
using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes one keyring of several: each wraps the data key, any one of them opens the message.</summary>
[Cmdlet(VerbsCommon.New, "MultiKeyring")]
[OutputType(typeof(MultiKeyring))]
public sealed class NewMultiKeyringCommand : EnvelopeCmdlet
{
    private readonly List<IKeyring> _children = [];

    /// <summary>Makes the data key. Without it the keyring can only decrypt.</summary>
    [Parameter]
    [ValidateNotNull]
    public IKeyring? Generator { get; set; }

    /// <summary>The other keyrings, in the order in which they are tried.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public IKeyring[]? Child { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _children.AddRange(Child ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Generator is null && _children.Count == 0)
        {
            Demand<object?>(target: null, () => throw CommandError.Combination("Give -Generator, -Child, or both."));
        }

        WriteObject(new MultiKeyring(Generator, _children));
    }
}
