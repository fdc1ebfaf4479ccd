using System.Management.Automation;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>What the cmdlets have in common that look into a cache or empty it.</summary>
public abstract class MaterialsCacheCommand : EnvelopeCmdlet
{
    private protected const string CacheSet = "Cache";
    private protected const string ManagerSet = "MaterialsManager";

    private protected MaterialsCacheCommand()
    {
    }

    /// <summary>The cache.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = CacheSet)]
    [ValidateNotNull]
    public IMaterialsCache? Cache { get; set; }

    /// <summary>The caching materials manager whose cache it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ManagerSet)]
    [ValidateNotNull]
    public CachingMaterialsManager? MaterialsManager { get; set; }

    private protected IMaterialsCache TheCache => Cache ?? MaterialsManager!.Cache;
}
