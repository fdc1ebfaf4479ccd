using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Keyrings;

/// <summary>
/// Several keyrings as one: on encryption each wraps the data key, so that any of them can open the message; on decryption they are tried in order.
/// </summary>
/// <remarks>Specification: framework/multi-keyring.md. It does not own its keyrings. Thread-safe when they are.</remarks>
public sealed class MultiKeyring : IKeyring
{
    private readonly IKeyring[] _children;

    /// <summary>Makes a keyring of keyrings.</summary>
    /// <param name="generator">Makes the data key; a multi-keyring without one can only decrypt, or wrap a key that another made.</param>
    /// <param name="children">Wrap the data key as well, in order.</param>
    /// <exception cref="ArgumentException">There is neither a generator nor a child.</exception>
    public MultiKeyring(IKeyring? generator, IEnumerable<IKeyring> children)
    {
        ArgumentNullException.ThrowIfNull(children);
        _children = [.. children];
        if (generator is null && _children.Length == 0)
        {
            throw new ArgumentException("A multi-keyring needs a generator or at least one child.", nameof(children));
        }

        if (Array.Exists(_children, static child => child is null))
        {
            throw new ArgumentException("A child keyring is null.", nameof(children));
        }

        Generator = generator;
    }

    /// <summary>The keyring that makes the data key, when one was named.</summary>
    public IKeyring? Generator { get; }

    /// <summary>The other keyrings, in order.</summary>
    public IReadOnlyList<IKeyring> Children => _children;

    /// <inheritdoc/>
    public async ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        if (Generator is not null)
        {
            if (materials.DataKey is not null)
            {
                throw Error.Materials("a multi-keyring with a generator was given a data key");
            }

            await Generator.OnEncryptAsync(materials, cancellationToken);
            if (materials.DataKey is null)
            {
                throw Error.GeneratorMadeNoKey(Generator.ToString() ?? Generator.GetType().Name);
            }
        }
        else if (materials.DataKey is null)
        {
            throw Error.NoGenerator();
        }

        foreach (IKeyring child in _children)
        {
            await child.OnEncryptAsync(materials, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnDecryptAsync(
        DecryptionMaterials materials,
        IReadOnlyList<EncryptedDataKey> encryptedDataKeys,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(materials);
        ArgumentNullException.ThrowIfNull(encryptedDataKeys);
        if (Generator is not null)
        {
            await TryAsync(Generator, materials, encryptedDataKeys, cancellationToken);
        }

        foreach (IKeyring child in _children)
        {
            await TryAsync(child, materials, encryptedDataKeys, cancellationToken);
        }
    }

    /// <summary>The number of keyrings.</summary>
    public override string ToString() => $"multi-keyring of {_children.Length + (Generator is null ? 0 : 1)}";

    private static async ValueTask TryAsync(
        IKeyring keyring,
        DecryptionMaterials materials,
        IReadOnlyList<EncryptedDataKey> encryptedDataKeys,
        CancellationToken cancellationToken)
    {
        if (materials.DataKey is not null)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await keyring.OnDecryptAsync(materials, encryptedDataKeys, cancellationToken);
        }
        catch (Exception e) when (materials.DataKey is null && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A cancellation that the caller did not ask for is a keyring's own timeout.
            materials.AddFailure(new(
                keyring.ToString() ?? keyring.GetType().Name, "(any)", DataKeyFailureReason.KeyringFailed, e.Message, e));
        }
    }
}
