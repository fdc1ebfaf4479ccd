using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Materials;

/// <summary>
/// What a message is read with: suite, context, data key. A materials manager makes it, its keyring sets the data key or says
/// why it could not, the client uses it for one message and disposes of it.
/// </summary>
/// <remarks>
/// Whoever holds the materials owns their key and disposes of the materials. Materials from a cache own a share of the cached key, which disposing gives
/// back; the key is wiped when the cache has dropped it and the last share is back.
/// Specification: framework/structures.md, "Decryption Materials". Not for several threads at once.
/// </remarks>
public sealed class DecryptionMaterials : IDisposable
{
    private List<DataKeyFailure>? _failures;

    /// <summary>Begins materials.</summary>
    /// <param name="suite">The suite of the message.</param>
    /// <param name="encryptionContext">The whole context: stored and reproduced pairs.</param>
    /// <param name="requiredContextNames">Names of pairs that the message does not store; null for none.</param>
    public DecryptionMaterials(
        AlgorithmSuite suite,
        EncryptionContext encryptionContext,
        IReadOnlySet<string>? requiredContextNames = null)
    {
        ArgumentNullException.ThrowIfNull(encryptionContext);
        SuiteInfo = AlgorithmSuiteInfo.Get(suite);
        EncryptionContext = encryptionContext;
        RequiredContextNames = ImmutableHashSet.CreateRange(StringComparer.Ordinal, requiredContextNames ?? ImmutableHashSet<string>.Empty);
    }

    /// <summary>Materials from a cache. They own the share of the key that is given here.</summary>
    internal DecryptionMaterials(
        AlgorithmSuiteInfo suite,
        EncryptionContext wholeContext,
        IReadOnlySet<string> requiredContextNames,
        SecretBytes dataKey,
        EncryptedDataKey? usedKey)
    {
        SuiteInfo = suite;
        EncryptionContext = wholeContext;
        RequiredContextNames = requiredContextNames;
        DataKey = dataKey;
        UsedKey = usedKey;
        FromCache = true;
    }

    /// <summary>The suite of the message.</summary>
    public AlgorithmSuite AlgorithmSuite => SuiteInfo.Id;

    /// <summary>What the suite consists of.</summary>
    public AlgorithmSuiteInfo SuiteInfo { get; }

    /// <summary>The whole context: stored and reproduced pairs.</summary>
    public EncryptionContext EncryptionContext { get; }

    /// <summary>Names of pairs that the message does not store and that its header must authenticate.</summary>
    public IReadOnlySet<string> RequiredContextNames { get; }

    /// <summary>The data key, once a keyring has opened one.</summary>
    public SecretBytes? DataKey { get; private set; }

    /// <summary>The encrypted data key that was opened.</summary>
    public EncryptedDataKey? UsedKey { get; private set; }

    /// <summary>Whether the data key came from a cache.</summary>
    public bool FromCache { get; init; }

    /// <summary>Why keyrings could not open an encrypted data key, in the order in which they tried.</summary>
    public IReadOnlyList<DataKeyFailure> Failures => _failures ?? [];

    /// <summary>Sets the data key. The materials own it from here on.</summary>
    /// <param name="dataKey">As many bytes as the suite asks for.</param>
    /// <param name="usedKey">The encrypted data key that it was opened from.</param>
    /// <exception cref="MaterialsException">There is a data key already, or the length is wrong; the key given is wiped.</exception>
    public void SetDataKey(SecretBytes dataKey, EncryptedDataKey? usedKey)
    {
        ArgumentNullException.ThrowIfNull(dataKey);
        if (DataKey is not null || dataKey.Length != SuiteInfo.DataKeyLength)
        {
            string problem = DataKey is not null ? "a second data key was set" : "the data key has the wrong length for the suite";
            dataKey.Dispose();
            throw Error.Materials(problem);
        }

        DataKey = dataKey;
        UsedKey = usedKey;
    }

    /// <summary>Records why an encrypted data key did not serve, so that the error can name every reason when none does.</summary>
    public void AddFailure(DataKeyFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        (_failures ??= []).Add(failure);
    }

    /// <summary>Wipes the data key, or gives back the share of it.</summary>
    public void Dispose() => DataKey?.Dispose();
}
