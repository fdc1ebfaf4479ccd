using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Output;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a local 256-bit wrapping key in a file that only its owner can read.</summary>
[Cmdlet(VerbsCommon.New, "RawAesKeyFile", SupportsShouldProcess = true)]
[OutputType(typeof(RawAesKeyFileInfo))]
public sealed class NewRawAesKeyFileCommand : EnvelopeCmdlet
{
    /// <summary>The file to make.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Stored in each message as the key provider id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string KeyNamespace { get; set; } = RawAesKeyFile.DefaultNamespace;

    /// <summary>Stored in each message; a random id by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <summary>Replaces an existing file. What its key encrypted can then no longer be read.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Path, () =>
    {
        string full = ProviderPath.Literal(this, Path);
        if (!ShouldProcess(full, "Create key file"))
        {
            return;
        }

        (string keyNamespace, string keyName) = RawAesKeyFile.Create(full, KeyNamespace, KeyName, Force);
        PSObject output = PSObject.AsPSObject(new RawAesKeyFileInfo(full, keyNamespace, keyName));
        output.Properties.Add(new PSNoteProperty("PSPath", ProviderPath.ToPSPath(full)));
        WriteObject(output);
    });
}
