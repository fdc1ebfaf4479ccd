using System.Management.Automation;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Empties a cache. Keys that a message is using are wiped when it is done, all others at once.</summary>
[Cmdlet(VerbsCommon.Clear, "MaterialsCache", SupportsShouldProcess = true, DefaultParameterSetName = CacheSet)]
[OutputType(typeof(void))]
public sealed class ClearMaterialsCacheCommand : MaterialsCacheCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(TheCache.ToString(), () =>
    {
        if (ShouldProcess(TheCache.ToString(), "Clear"))
        {
            TheCache.Clear();
        }
    });
}
