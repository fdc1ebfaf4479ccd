using System;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.PowerShell.Input;
using EnvelopeCrypto.PowerShell.Keys;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Commands;

/// <summary>Makes a keyring of a local AES key.</summary>
[Cmdlet(VerbsCommon.New, "RawAesKeyring", DefaultParameterSetName = KeyFileSet)]
[OutputType(typeof(RawAesKeyring))]
public sealed class NewRawAesKeyringCommand : EnvelopeCmdlet
{
    private const string KeyFileSet = "KeyFile";
    private const string WrappingKeySet = "WrappingKey";

    /// <summary>A file made by New-RawAesKeyFile, or one of 16, 24 or 32 raw bytes together with -KeyNamespace and -KeyName.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = KeyFileSet)]
    [ValidateNotNullOrEmpty]
    public string KeyFile { get; set; } = "";

    /// <summary>16, 24 or 32 bytes as a byte array, or their base64 as a SecureString. The array is left as it is: clear it yourself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WrappingKeySet)]
    [ValidateNotNull]
    public object? WrappingKey { get; set; }

    /// <summary>Stored in each message as the key provider id.</summary>
    [Parameter(ParameterSetName = KeyFileSet)]
    [Parameter(Mandatory = true, ParameterSetName = WrappingKeySet)]
    [ValidateNotNullOrEmpty]
    public string? KeyNamespace { get; set; }

    /// <summary>Stored in each message.</summary>
    [Parameter(ParameterSetName = KeyFileSet)]
    [Parameter(Mandatory = true, ParameterSetName = WrappingKeySet)]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == WrappingKeySet)
        {
            WriteObject(Demand("WrappingKey", () => new RawAesKeyring(KeyNamespace!, KeyName!, ReadKey())));
            return;
        }

        string path = Demand(KeyFile, () => ProviderPath.Literal(this, KeyFile));
        WriteObject(Demand(path, () => RawAesKeyFile.OpenKeyring(path, KeyNamespace, KeyName)));
        if (RawAesKeyFile.IsReadableByOthers(path))
        {
            WriteWarning(KeyFileWarning.ReadableByOthers(path));
        }
    }

    private SecretBytes ReadKey()
    {
        switch (WrappingKey is PSObject wrapper ? wrapper.BaseObject : WrappingKey)
        {
            case byte[] bytes:
                return SecretBytes.CopyOf(bytes.AsMemory());
            case object[] elements when Array.TrueForAll(elements, static element => element is byte):
                // What PowerShell makes of a byte[] that a function returns.
                byte[] copy = Array.ConvertAll(elements, static element => (byte)element);
                try
                {
                    return SecretBytes.CopyOf(copy.AsMemory());
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(copy);
                }

            case SecureString text:
                char[] characters = SecretText.ToCharacters(text);
                byte[] decoded = GC.AllocateUninitializedArray<byte>(characters.Length, pinned: true);
                try
                {
                    return Convert.TryFromBase64Chars(characters, decoded, out int length)
                        ? SecretBytes.CopyOf(decoded.AsMemory(0, length))
                        : throw new KeyMaterialException(ErrorIds.InvalidWrappingKey, "The SecureString does not hold base64 text of a key.");
                }
                finally
                {
                    SecretText.Wipe(characters);
                    CryptographicOperations.ZeroMemory(decoded);
                }

            default:
                throw new KeyMaterialException(ErrorIds.InvalidWrappingKey, "A wrapping key is a byte array, or a SecureString that holds its base64 text.");
        }
    }
}
