using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Materials;

/// <summary>
/// What a message is written with: suite, context, data key, encrypted data keys. A materials manager makes it, its keyring
/// adds the keys, the client uses it for one message and disposes of it.
/// </summary>
/// <remarks>
/// Whoever holds the materials owns their keys and disposes of the materials, once the message is written. Materials from a cache own a share of the
/// cached keys, which disposing gives back; the keys are wiped when the cache has dropped them and the last share is back.
/// Specification: framework/structures.md, "Encryption Materials". Not for several threads at once.
/// </remarks>
public sealed class EncryptionMaterials : IDisposable
{
    private static readonly ImmutableHashSet<string> NoNames = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    private IReadOnlyList<EncryptedDataKey> _encryptedDataKeys = [];
    private MessageSigningKey? _signingKey;

    /// <summary>
    /// Begins materials: for a suite with signature a new key pair is made and its public key added to the context.
    /// </summary>
    /// <param name="suite">The suite of the message.</param>
    /// <param name="encryptionContext">The caller's context.</param>
    /// <param name="requiredContextNames">Names that are authenticated and not stored; null for none.</param>
    /// <exception cref="EncryptionContextException">The context has a reserved name, or lacks a required one.</exception>
    public EncryptionMaterials(
        AlgorithmSuite suite,
        EncryptionContext encryptionContext,
        IReadOnlySet<string>? requiredContextNames = null)
    {
        ArgumentNullException.ThrowIfNull(encryptionContext);
        SuiteInfo = AlgorithmSuiteInfo.Get(suite);
        RequiredContextNames = requiredContextNames is { Count: > 0 } ? ImmutableHashSet.CreateRange(StringComparer.Ordinal, requiredContextNames) : NoNames;
        encryptionContext.DemandCallerNames();
        foreach (string name in RequiredContextNames)
        {
            if (!encryptionContext.ContainsKey(name))
            {
                throw Error.EncryptionContextMissing(name);
            }
        }

        EncryptionContext = encryptionContext;
        if (SuiteInfo.HasSignature)
        {
            MessageSigningKey signingKey = new(SuiteInfo);
            try
            {
                EncryptionContext = encryptionContext.With([new(EncryptionContext.PublicKeyName, signingKey.PublicKey)]);
            }
            catch
            {
                // The context is as large as it may be without the public key.
                signingKey.Dispose();
                throw;
            }

            _signingKey = signingKey;
        }
    }

    /// <summary>Materials from a cache. They own the shares of the keys that are given here.</summary>
    internal EncryptionMaterials(
        AlgorithmSuiteInfo suite,
        EncryptionContext wholeContext,
        IReadOnlySet<string> requiredContextNames,
        IReadOnlyList<EncryptedDataKey> encryptedDataKeys,
        SecretBytes dataKey,
        MessageSigningKey? signingKey)
    {
        SuiteInfo = suite;
        EncryptionContext = wholeContext;
        RequiredContextNames = requiredContextNames;
        _encryptedDataKeys = encryptedDataKeys;
        DataKey = dataKey;
        _signingKey = signingKey;
        FromCache = true;
    }

    /// <summary>The suite of the message.</summary>
    public AlgorithmSuite AlgorithmSuite => SuiteInfo.Id;

    /// <summary>What the suite consists of.</summary>
    public AlgorithmSuiteInfo SuiteInfo { get; }

    /// <summary>The whole context: the caller's, and the public key where the suite signs.</summary>
    public EncryptionContext EncryptionContext { get; }

    /// <summary>Names of the context that are authenticated and not stored in the message.</summary>
    public IReadOnlySet<string> RequiredContextNames { get; }

    /// <summary>The data key, once a keyring has set it.</summary>
    public SecretBytes? DataKey { get; private set; }

    /// <summary>The encrypted data keys, in the order in which keyrings added them.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKeys => _encryptedDataKeys;

    /// <summary>Whether the data key came from a cache.</summary>
    public bool FromCache { get; init; }

    internal MessageSigningKey? SigningKey => _signingKey;

    /// <summary>Sets the data key. The materials own it from here on.</summary>
    /// <param name="dataKey">As many bytes as the suite asks for.</param>
    /// <exception cref="MaterialsException">There is a data key already, or the length is wrong; the key given is wiped.</exception>
    public void SetDataKey(SecretBytes dataKey)
    {
        ArgumentNullException.ThrowIfNull(dataKey);
        if (DataKey is not null || dataKey.Length != SuiteInfo.DataKeyLength)
        {
            string problem = DataKey is not null
                ? "a second data key was set"
                : $"the data key has {dataKey.Length} bytes and suite {SuiteInfo} takes {SuiteInfo.DataKeyLength}";
            dataKey.Dispose();
            throw Error.Materials(problem);
        }

        DataKey = dataKey;
    }

    /// <summary>Adds the data key as encrypted by one wrapping key.</summary>
    public void AddEncryptedDataKey(EncryptedDataKey encryptedDataKey)
    {
        ArgumentNullException.ThrowIfNull(encryptedDataKey);
        if (_encryptedDataKeys is not List<EncryptedDataKey> own)
        {
            _encryptedDataKeys = own = [.. _encryptedDataKeys];
        }

        own.Add(encryptedDataKey);
    }

    /// <summary>Wipes the data key and the signing key, or gives back the shares of them.</summary>
    public void Dispose()
    {
        DataKey?.Dispose();
        Interlocked.Exchange(ref _signingKey, null)?.Dispose();
    }
}
