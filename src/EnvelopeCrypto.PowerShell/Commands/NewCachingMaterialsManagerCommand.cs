using System;
using System.Management.Automation;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a materials manager that reuses data keys within limits of age, messages and bytes.</summary>
[Cmdlet(VerbsCommon.New, "CachingMaterialsManager", DefaultParameterSetName = KeyringSet)]
[OutputType(typeof(CachingMaterialsManager))]
public sealed class NewCachingMaterialsManagerCommand : UnderlyingManagerCommand
{
    /// <summary>The age at which a data key is not used any more: a time span, or a number of seconds.</summary>
    [Parameter(Mandatory = true)]
    [SecondsTransformation]
    public TimeSpan MaxAge { get; set; }

    /// <summary>The most messages that are written under one data key.</summary>
    [Parameter]
    [ValidateRange(1L, CachingThresholds.GreatestMaxMessages)]
    public long MaxMessages { get; set; } = CachingThresholds.GreatestMaxMessages;

    /// <summary>The most bytes that are written under one data key.</summary>
    [Parameter]
    [ValidateRange(0L, CachingThresholds.GreatestMaxBytes)]
    public long MaxBytes { get; set; } = CachingThresholds.GreatestMaxBytes;

    /// <summary>The cache; a new local one by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public IMaterialsCache? Cache { get; set; }

    /// <summary>Managers that share a cache share data keys only under the same partition id; a random one by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PartitionId { get; set; }

    private protected override IMaterialsManager Create(IMaterialsManager underlying)
    {
        if (MaxAge <= TimeSpan.Zero)
        {
            throw CommandError.Combination($"-MaxAge is {MaxAge}; it must be greater than zero, such as 600 (seconds) or 0:10:0.");
        }

        if (underlying is CachingMaterialsManager)
        {
            throw CommandError.Combination("The manager below caches already: two caches over each other would use data keys beyond their limits.");
        }

        CachingThresholds thresholds = new(MaxAge) { MaxMessages = MaxMessages, MaxBytes = MaxBytes };
        return new CachingMaterialsManager(underlying, thresholds, Cache, PartitionId);
    }
}
