using System.Management.Automation;
using EnvelopeCrypto.Managers;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>
/// Makes a materials manager that demands names in the encryption context. Their pairs are authenticated and not stored: decryption has to supply them.
/// </summary>
[Cmdlet(VerbsCommon.New, "RequiredContextMaterialsManager", DefaultParameterSetName = KeyringSet)]
[OutputType(typeof(RequiredContextMaterialsManager))]
public sealed class NewRequiredContextMaterialsManagerCommand : UnderlyingManagerCommand
{
    /// <summary>The names that are demanded; case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] RequiredKey { get; set; } = [];

    private protected override IMaterialsManager Create(IMaterialsManager underlying) => new RequiredContextMaterialsManager(underlying, RequiredKey);
}
