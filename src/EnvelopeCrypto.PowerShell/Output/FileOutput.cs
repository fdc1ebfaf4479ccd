using System.Management.Automation;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>Adds to a result what lets it pipe on to cmdlets that take files.</summary>
internal static class FileOutput
{
    internal static PSObject WithPSPath(EnvelopeFileResult result)
    {
        PSObject output = PSObject.AsPSObject(result);
        output.Properties.Add(new PSNoteProperty("PSPath", ProviderPath.ToPSPath(result.Destination)));
        return output;
    }
}
