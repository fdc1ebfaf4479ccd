using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a materials manager that asks a keyring for a new data key for every message.</summary>
[Cmdlet(VerbsCommon.New, "DefaultMaterialsManager")]
[OutputType(typeof(DefaultMaterialsManager))]
public sealed class NewDefaultMaterialsManagerCommand : EnvelopeCmdlet
{
    /// <summary>The keyring that is asked.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public IKeyring? Keyring { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new DefaultMaterialsManager(Keyring!));
}
