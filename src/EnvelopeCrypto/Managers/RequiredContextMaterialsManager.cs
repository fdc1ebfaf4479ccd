using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// Demands certain names in the encryption context. On encryption their pairs are authenticated and not stored in the message; on decryption the caller
/// has to supply them again.
/// </summary>
/// <remarks>
/// It may stand over a caching manager or under one. It owns nothing. Thread-safe when the manager below is.
/// Specification: framework/required-encryption-context-cmm.md.
/// </remarks>
public sealed class RequiredContextMaterialsManager : IMaterialsManager
{
    private readonly ImmutableHashSet<string> _names;

    /// <summary>Makes a manager over another.</summary>
    /// <param name="manager">The manager below.</param>
    /// <param name="requiredNames">Names, at least one; case-sensitive.</param>
    /// <exception cref="ArgumentException">There is no name, or one is null.</exception>
    /// <exception cref="EncryptionContextException">A name is empty or begins with <c>aws-crypto-</c>.</exception>
    public RequiredContextMaterialsManager(IMaterialsManager manager, IEnumerable<string> requiredNames)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(requiredNames);
        Manager = manager;
        _names = ImmutableHashSet.CreateRange(StringComparer.Ordinal, requiredNames);
        if (_names.IsEmpty || _names.Contains(null!))
        {
            throw new ArgumentException("At least one name is needed, and none may be null.", nameof(requiredNames));
        }

        foreach (string name in _names)
        {
            EncryptionContext.DemandCallerName(name);
        }
    }

    /// <summary>The manager below.</summary>
    public IMaterialsManager Manager { get; }

    /// <summary>The names that are demanded.</summary>
    public IReadOnlySet<string> RequiredNames => _names;

    /// <inheritdoc/>
    /// <exception cref="EncryptionContextException">The context lacks a name.</exception>
    public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        DemandAll(request.EncryptionContext);
        EncryptionMaterialsRequest demanding = new()
        {
            EncryptionContext = request.EncryptionContext,
            CommitmentPolicy = request.CommitmentPolicy,
            AlgorithmSuite = request.AlgorithmSuite,
            MaxPlaintextLength = request.MaxPlaintextLength,
            RequiredContextNames = _names.Union(request.RequiredContextNames),
        };
        EncryptionMaterials? materials = await Manager.GetEncryptionMaterialsAsync(demanding, cancellationToken);
        foreach (string name in demanding.RequiredContextNames)
        {
            if (materials?.RequiredContextNames.Contains(name) != true || !HasSame(materials.EncryptionContext, request.EncryptionContext, name))
            {
                materials?.Dispose();
                throw Error.RequiredContextIgnored(name);
            }
        }

        return materials!; // there is at least one name
    }

    /// <inheritdoc/>
    /// <exception cref="EncryptionContextException">The caller's context lacks a name.</exception>
    public async ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        DemandAll(request.ReproducedContext);
        DecryptionMaterials? materials = await Manager.GetDecryptionMaterialsAsync(request, cancellationToken);
        foreach (string name in _names)
        {
            if (materials is null || !HasSame(materials.EncryptionContext, request.ReproducedContext, name))
            {
                materials?.Dispose();
                throw Error.RequiredContextIgnored(name);
            }
        }

        return materials!; // there is at least one name
    }

    /// <summary>The names and the manager below.</summary>
    public override string ToString() => $"required-context materials manager ({string.Join(", ", _names)}) over {Manager}";

    private static bool HasSame(EncryptionContext context, EncryptionContext asked, string name) =>
        context.TryGetValue(name, out string? value) && string.Equals(value, asked[name], StringComparison.Ordinal);

    private void DemandAll(EncryptionContext context)
    {
        foreach (string name in _names)
        {
            if (!context.ContainsKey(name))
            {
                throw Error.EncryptionContextMissing(name);
            }
        }
    }
}
