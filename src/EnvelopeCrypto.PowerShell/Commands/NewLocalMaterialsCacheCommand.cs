using System.Management.Automation;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a cache that keeps the data keys that were used last.</summary>
[Cmdlet(VerbsCommon.New, "LocalMaterialsCache")]
[OutputType(typeof(LocalMaterialsCache))]
public sealed class NewLocalMaterialsCacheCommand : EnvelopeCmdlet
{
    /// <summary>The most entries that it keeps; 0 keeps none.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, int.MaxValue)]
    public int Capacity { get; set; } = LocalMaterialsCache.DefaultCapacity;

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new LocalMaterialsCache(Capacity));
}
