using System.Management.Automation;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>Adds to a result what lets it pipe on to cmdlets that take files.</summary>
internal static class FileOutput
{
    /// <param name="result">What is emitted.</param>
    /// <param name="source">What was read.</param>
    /// <param name="destination">The file that was written.</param>
    internal static PSObject WithPSPath(object result, string source, string destination)
    {
        PSObject output = PSObject.AsPSObject(result);
        output.Properties.Add(new PSNoteProperty("Path", new SourceName(source)));
        output.Properties.Add(new PSNoteProperty("PSPath", ProviderPath.ToPSPath(destination)));
        return output;
    }
}
