using System.Management.Automation;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Output;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Shows what a cache holds: what each entry is for, how much it was used, what is left. Never a key.</summary>
[Cmdlet(VerbsCommon.Get, "MaterialsCacheEntry", DefaultParameterSetName = CacheSet)]
[OutputType(typeof(MaterialsCacheEntryInfo))]
public sealed class GetMaterialsCacheEntryCommand : MaterialsCacheCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(TheCache.ToString(), () =>
    {
        switch (TheCache)
        {
            case LocalMaterialsCache local:
                foreach (MaterialsCacheEntry entry in local.GetEntries())
                {
                    WriteObject(new MaterialsCacheEntryInfo(entry));
                }

                break;
            case NullMaterialsCache:
                break;
            default:
                throw CommandError.Combination($"A cache of type {TheCache.GetType().Name} does not show its entries.");
        }
    });
}
