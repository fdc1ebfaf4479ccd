using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a keyring of RSA keys in PEM files: the public one encrypts, the private one decrypts.</summary>
[Cmdlet(VerbsCommon.New, "RawRsaKeyring")]
[OutputType(typeof(RawRsaKeyring))]
public sealed class NewRawRsaKeyringCommand : EnvelopeCmdlet
{
    /// <summary>Stored in each message as the key provider id.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string KeyNamespace { get; set; } = "";

    /// <summary>Stored in each message.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string KeyName { get; set; } = "";

    /// <summary>A PEM file with the public key, to encrypt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicKeyPath { get; set; }

    /// <summary>A PEM file with the private key, to decrypt.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyPath { get; set; }

    /// <summary>The password of an encrypted private key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>How data keys are padded. Messages do not tell: it must be the same on both sides.</summary>
    [Parameter(Mandatory = true)]
    public RawRsaPadding Padding { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PublicKeyPath is null && PrivateKeyPath is null)
        {
            Demand<object?>(target: null, () => throw CommandError.Combination("Give -PublicKeyPath to encrypt, -PrivateKeyPath to decrypt, or both."));
        }

        RSA? publicKey = PublicKeyPath is null ? null : Demand(PublicKeyPath, () => RsaPem.ReadPublicKey(ProviderPath.Literal(this, PublicKeyPath)));
        try
        {
            RSA? privateKey = PrivateKeyPath is null ? null : Demand(PrivateKeyPath, () => ReadPrivateKey(PrivateKeyPath));
            WriteObject(Demand(KeyName, () => new RawRsaKeyring(KeyNamespace, KeyName, Padding, publicKey, privateKey)));
        }
        catch
        {
            publicKey?.Dispose();
            throw;
        }
    }

    private RSA ReadPrivateKey(string path)
    {
        string full = ProviderPath.Literal(this, path);
        char[] password = Password is null ? [] : SecretText.ToCharacters(Password);
        try
        {
            RSA key = RsaPem.ReadPrivateKey(full, password);
            if (Password is null && RawAesKeyFile.IsReadableByOthers(full))
            {
                WriteWarning(KeyFileWarning.ReadableByOthers(full));
            }

            return key;
        }
        finally
        {
            SecretText.Wipe(password);
        }
    }
}
