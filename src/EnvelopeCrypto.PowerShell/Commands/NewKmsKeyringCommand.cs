using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.PowerShell.Aws;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a keyring of AWS KMS keys.</summary>
[Cmdlet(VerbsCommon.New, "KmsKeyring", DefaultParameterSetName = KeyIdSet)]
[OutputType(typeof(KmsKeyring), typeof(KmsDiscoveryKeyring))]
public sealed class NewKmsKeyringCommand : AwsCmdlet
{
    private const string KeyIdSet = "KeyId";
    private const string DiscoverySet = "Discovery";

    /// <summary>Key ARNs, key ids, alias ARNs or alias names. The first makes the data keys, the others encrypt them as well. Only key ARNs can decrypt.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeyIdSet)]
    [ArgumentCompleter(typeof(KeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] KeyId { get; set; } = [];

    /// <summary>Decrypts with whatever keys a message names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DiscoverySet)]
    public SwitchParameter Discovery { get; set; }

    /// <summary>The partition of the keys that discovery may ask for.</summary>
    [Parameter(ParameterSetName = DiscoverySet)]
    [ValidateNotNullOrEmpty]
    public string DiscoveryPartition { get; set; } = "aws";

    /// <summary>The accounts whose keys discovery may ask for; any when absent.</summary>
    [Parameter(ParameterSetName = DiscoverySet)]
    [ValidateNotNullOrEmpty]
    public string[]? DiscoveryAccountId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Demand<IKeyring>(KeyId, () =>
    {
        if (ParameterSetName == KeyIdSet)
        {
            return CreateKmsKeyring(KeyId);
        }

        if (!Discovery)
        {
            throw CommandError.Combination("-Discovery:$false says that nothing is to be discovered. Give key ids with -KeyId.");
        }

        if (DiscoveryAccountId is null && MyInvocation.BoundParameters.ContainsKey(nameof(DiscoveryPartition)))
        {
            throw CommandError.Combination("-DiscoveryPartition goes with -DiscoveryAccountId.");
        }

        return CreateDiscoveryKeyring(DiscoveryAccountId is null ? null : new KmsDiscoveryFilter(DiscoveryPartition, DiscoveryAccountId), maxKeys: null);
    }));
}
