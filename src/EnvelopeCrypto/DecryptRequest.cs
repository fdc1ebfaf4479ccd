using System;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;

namespace EnvelopeCrypto;

/// <summary>How a message is to be read. May be used for any number of messages.</summary>
public sealed class DecryptRequest
{
    /// <summary>Reads with materials from a manager.</summary>
    public DecryptRequest(IMaterialsManager materialsManager)
    {
        ArgumentNullException.ThrowIfNull(materialsManager);
        MaterialsManager = materialsManager;
    }

    /// <summary>Reads with a keyring.</summary>
    public DecryptRequest(IKeyring keyring)
        : this(new DefaultMaterialsManager(keyring))
    {
    }

    /// <summary>Where data keys come from.</summary>
    public IMaterialsManager MaterialsManager { get; }

    /// <summary>
    /// Pairs that must belong to the message: each is either stored in it and equal, or was authenticated without being stored.
    /// </summary>
    public EncryptionContext EncryptionContext { get; init; } = EncryptionContext.Empty;
}
