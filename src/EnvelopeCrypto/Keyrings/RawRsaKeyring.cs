using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings;

/// <summary>
/// Wraps data keys under an RSA public key, and unwraps them with the private key. Either may be absent: the one is never derived from the other.
/// </summary>
/// <remarks>
/// Specification: framework/raw-rsa-keyring.md. RSA does not authenticate the encryption context: the message header does. Thread-safe.
/// </remarks>
public sealed class RawRsaKeyring : IKeyring, IDisposable
{
    private readonly LocalKeyName _name;
    private readonly RSAEncryptionPadding _padding;
    private readonly RSA? _publicKey;
    private readonly RSA? _privateKey;
    private readonly object _publicLock = new();
    private readonly object _privateLock = new();

    /// <summary>Makes a keyring that owns the keys from here on.</summary>
    /// <param name="keyNamespace">Not empty and not beginning with <c>aws-kms</c>; at most 65,000 bytes in UTF-8.</param>
    /// <param name="keyName">Not empty; at most 65,000 bytes in UTF-8.</param>
    /// <param name="padding">How data keys are padded; it is not stored in messages and must be the same on both sides.</param>
    /// <param name="publicKey">To encrypt with; null for a keyring that only decrypts.</param>
    /// <param name="privateKey">To decrypt with; null for a keyring that only encrypts.</param>
    /// <exception cref="KeyMaterialException">Namespace or name may not be so, or both keys are absent.</exception>
    public RawRsaKeyring(string keyNamespace, string keyName, RawRsaPadding padding, RSA? publicKey, RSA? privateKey)
    {
        try
        {
            _name = new LocalKeyName(keyNamespace, keyName);
            _padding = Convert(padding);
            if (publicKey is null && privateKey is null)
            {
                throw Error.RsaKey("An RSA keyring needs a public key, a private key, or both.");
            }
        }
        catch
        {
            publicKey?.Dispose();
            privateKey?.Dispose();
            throw;
        }

        _publicKey = publicKey;
        _privateKey = privateKey;
    }

    /// <summary>The namespace, stored in each message as the key provider id.</summary>
    public string KeyNamespace => _name.Namespace;

    /// <summary>The name, stored in each message.</summary>
    public string KeyName => _name.Name;

    /// <summary>Whether there is a public key.</summary>
    public bool CanEncrypt => _publicKey is not null;

    /// <summary>Whether there is a private key.</summary>
    public bool CanDecrypt => _privateKey is not null;

    /// <inheritdoc/>
    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        cancellationToken.ThrowIfCancellationRequested();
        if (_publicKey is null)
        {
            throw Error.CannotEncrypt(ToString());
        }

        if (materials.DataKey is null)
        {
            materials.SetDataKey(SecretBytes.Random(materials.SuiteInfo.DataKeyLength));
        }

        try
        {
            byte[] wrapped;
            lock (_publicLock)
            {
                wrapped = _publicKey.Encrypt(materials.DataKey!.AsSpan(), _padding);
            }

            materials.AddEncryptedDataKey(new EncryptedDataKey(_name.NamespaceBytes, _name.NameBytes, wrapped));
        }
        catch (CryptographicException e)
        {
            throw Error.WrapFailed(ToString(), e);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnDecryptAsync(
        DecryptionMaterials materials,
        IReadOnlyList<EncryptedDataKey> encryptedDataKeys,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        ArgumentNullException.ThrowIfNull(encryptedDataKeys);
        if (materials.DataKey is not null)
        {
            return ValueTask.CompletedTask;
        }

        foreach (EncryptedDataKey key in encryptedDataKeys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_name.IsNamespaceOf(key) || !key.KeyProviderInfo.Span.SequenceEqual(_name.NameBytes))
            {
                materials.AddFailure(new(ToString(), key.ToString(), DataKeyFailureReason.NotThisKey, "another key is named"));
            }
            else if (_privateKey is null)
            {
                materials.AddFailure(new(ToString(), key.ToString(), DataKeyFailureReason.CannotDecrypt, "the keyring has no private key"));
            }
            else if (Unwrap(_privateKey, materials.SuiteInfo.DataKeyLength, key) is { } dataKey)
            {
                materials.SetDataKey(dataKey, key);
                break;
            }
            else
            {
                // One text and no cause for every way to fail: what went wrong inside PKCS#1 v1.5 must not be told.
                materials.AddFailure(new(
                    ToString(),
                    key.ToString(),
                    DataKeyFailureReason.UnwrapFailed,
                    "the key has the right name but does not open the data key; it is another key or padding, or the message was changed"));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Releases the keys.</summary>
    public void Dispose()
    {
        _publicKey?.Dispose();
        _privateKey?.Dispose();
    }

    /// <summary>The kind of keyring and the key's name.</summary>
    public override string ToString() => $"raw RSA keyring '{KeyName}' in '{KeyNamespace}'";

    private SecretBytes? Unwrap(RSA privateKey, int dataKeyLength, EncryptedDataKey key)
    {
        using SecretBytes block = new((privateKey.KeySize + 7) / 8);
        try
        {
            int length;
            bool fits;
            lock (_privateLock)
            {
                fits = privateKey.TryDecrypt(key.Ciphertext.Span, block.Writable(), _padding, out length);
            }

            return fits && length == dataKeyLength ? SecretBytes.CopyOf(block.AsSpan()[..length]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static RSAEncryptionPadding Convert(RawRsaPadding padding) => padding switch
    {
        RawRsaPadding.Pkcs1 => RSAEncryptionPadding.Pkcs1,
        RawRsaPadding.OaepSha1 => RSAEncryptionPadding.OaepSHA1,
        RawRsaPadding.OaepSha256 => RSAEncryptionPadding.OaepSHA256,
        RawRsaPadding.OaepSha384 => RSAEncryptionPadding.OaepSHA384,
        RawRsaPadding.OaepSha512 => RSAEncryptionPadding.OaepSHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(padding), padding, "Not a padding of raw RSA keyrings."),
    };
}
