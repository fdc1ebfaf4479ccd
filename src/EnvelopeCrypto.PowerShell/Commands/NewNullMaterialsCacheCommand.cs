using System.Management.Automation;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a cache that keeps nothing: every message gets a data key of its own.</summary>
[Cmdlet(VerbsCommon.New, "NullMaterialsCache")]
[OutputType(typeof(NullMaterialsCache))]
public sealed class NewNullMaterialsCacheCommand : EnvelopeCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new NullMaterialsCache());
}
