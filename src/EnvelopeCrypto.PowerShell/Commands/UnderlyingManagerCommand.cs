using System.Management.Automation;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.PowerShell.Aws;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>What the cmdlets have in common that put a materials manager over another, or over a keyring.</summary>
public abstract class UnderlyingManagerCommand : AwsCmdlet
{
    private protected const string KeyringSet = "Keyring";
    private protected const string ManagerSet = "MaterialsManager";
    private protected const string KeyIdSet = "KeyId";

    private protected UnderlyingManagerCommand()
    {
    }

    /// <summary>The keyring below.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = KeyringSet)]
    [ValidateNotNull]
    public IKeyring? Keyring { get; set; }

    /// <summary>The materials manager below.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ManagerSet)]
    [ValidateNotNull]
    public IMaterialsManager? MaterialsManager { get; set; }

    /// <summary>AWS KMS keys: key ARNs, key ids, alias ARNs or alias names. The first makes the data keys, the others encrypt them as well. Only key ARNs can decrypt.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KeyIdSet)]
    [ValidateNotNullOrEmpty]
    public string[]? KeyId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Demand(target: null, () =>
    {
        if (KeyId is null)
        {
            DemandNoAwsParameters("-KeyId");
        }

        return Create(MaterialsManager ?? new DefaultMaterialsManager(Keyring ?? CreateKmsKeyring(KeyId!)));
    }));

    private protected abstract IMaterialsManager Create(IMaterialsManager underlying);
}
