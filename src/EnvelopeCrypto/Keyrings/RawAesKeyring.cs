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

/// <summary>Wraps data keys with AES-GCM under a local key of 16, 24 or 32 bytes; its length is independent of the suite's.</summary>
/// <remarks>Specification: framework/raw-aes-keyring.md. The encryption context is authenticated with the wrapped key. Thread-safe.</remarks>
public sealed class RawAesKeyring : IKeyring, IDisposable
{
    private readonly LocalKeyName _name;
    private readonly SecretBytes _wrappingKey;

    /// <summary>Makes a keyring; the key is copied, so zero yours.</summary>
    /// <param name="keyNamespace">Not empty and not beginning with <c>aws-kms</c>; at most 65,000 bytes in UTF-8.</param>
    /// <param name="keyName">Not empty; at most 65,000 bytes in UTF-8.</param>
    /// <param name="wrappingKey">16, 24 or 32 bytes.</param>
    /// <exception cref="KeyMaterialException">Namespace, name or key length may not be so.</exception>
    public RawAesKeyring(string keyNamespace, string keyName, ReadOnlyMemory<byte> wrappingKey)
        : this(keyNamespace, keyName, SecretBytes.CopyOf(wrappingKey))
    {
    }

    /// <summary>Makes a keyring that owns the key from here on.</summary>
    /// <inheritdoc cref="RawAesKeyring(string, string, ReadOnlyMemory{byte})"/>
    public RawAesKeyring(string keyNamespace, string keyName, SecretBytes wrappingKey)
    {
        ArgumentNullException.ThrowIfNull(wrappingKey);
        try
        {
            _name = new LocalKeyName(keyNamespace, keyName);
            if (wrappingKey.Length is not (16 or 24 or 32))
            {
                throw Error.WrappingKeyLength(wrappingKey.Length);
            }
        }
        catch
        {
            wrappingKey.Dispose();
            throw;
        }

        _wrappingKey = wrappingKey;
    }

    /// <summary>The namespace, stored in each message as the key provider id.</summary>
    public string KeyNamespace => _name.Namespace;

    /// <summary>The name, stored in each message.</summary>
    public string KeyName => _name.Name;

    /// <inheritdoc/>
    public ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        cancellationToken.ThrowIfCancellationRequested();
        if (materials.DataKey is null)
        {
            materials.SetDataKey(SecretBytes.Random(materials.SuiteInfo.DataKeyLength));
        }

        ReadOnlySpan<byte> dataKey = materials.DataKey!.AsSpan();
        Span<byte> iv = stackalloc byte[RawAesProviderInfo.IvLength];
        RandomNumberGenerator.Fill(iv);
        byte[] wrapped = new byte[dataKey.Length + RawAesProviderInfo.TagLength];
        using (AesGcm cipher = new(_wrappingKey.AsSpan(), RawAesProviderInfo.TagLength))
        {
            cipher.Encrypt(iv, dataKey, wrapped.AsSpan(0, dataKey.Length), wrapped.AsSpan(dataKey.Length), materials.EncryptionContext.Serialized.Span);
        }

        materials.AddEncryptedDataKey(
            new EncryptedDataKey(_name.NamespaceBytes, RawAesProviderInfo.Build(_name.NameBytes, iv), wrapped));
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
            if (!_name.IsNamespaceOf(key)
                || !RawAesProviderInfo.TryParse(key.KeyProviderInfo, out RawAesProviderInfo info)
                || !info.NameBytes.Span.SequenceEqual(_name.NameBytes))
            {
                materials.AddFailure(new(ToString(), key.ToString(), DataKeyFailureReason.NotThisKey, "another key is named"));
            }
            else if (Unwrap(materials, key, info) is { } dataKey)
            {
                materials.SetDataKey(dataKey, key);
                break;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Wipes the wrapping key.</summary>
    public void Dispose() => _wrappingKey.Dispose();

    /// <summary>The kind of keyring and the key's name.</summary>
    public override string ToString() => $"raw AES keyring '{KeyName}' in '{KeyNamespace}'";

    private SecretBytes? Unwrap(DecryptionMaterials materials, EncryptedDataKey key, RawAesProviderInfo info)
    {
        int length = key.Ciphertext.Length - RawAesProviderInfo.TagLength;
        if (length != materials.SuiteInfo.DataKeyLength)
        {
            materials.AddFailure(new(
                ToString(), key.ToString(), DataKeyFailureReason.WrongDataKeyLength, "the data key has the wrong length for the suite"));
            return null;
        }

        SecretBytes dataKey = new(length);
        try
        {
            using AesGcm cipher = new(_wrappingKey.AsSpan(), RawAesProviderInfo.TagLength);
            ReadOnlySpan<byte> wrapped = key.Ciphertext.Span;
            cipher.Decrypt(info.Iv.Span, wrapped[..length], wrapped[length..], dataKey.Writable(), materials.EncryptionContext.Serialized.Span);
            // The last use of this object may be above: its key must not be wiped by a finalizer while it is in use.
            GC.KeepAlive(this);
            return dataKey;
        }
        catch (AuthenticationTagMismatchException e)
        {
            dataKey.Dispose();
            materials.AddFailure(new(
                ToString(),
                key.ToString(),
                DataKeyFailureReason.UnwrapFailed,
                "the key has the right name but does not open the data key; it is another key, or the encryption context or the message was changed",
                e));
            return null;
        }
        catch
        {
            dataKey.Dispose();
            throw;
        }
    }
}
