using System;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto;

/// <summary>How a message is to be read, and written anew under other keys. May be used for any number of messages.</summary>
public sealed class ReEncryptRequest
{
    private readonly EncryptRequest _limits;

    /// <summary>Reads as <paramref name="from"/> says and writes with materials from another manager.</summary>
    /// <param name="from">Keys and expected context of the old message.</param>
    /// <param name="newMaterialsManager">Where the data key of the new message comes from.</param>
    public ReEncryptRequest(DecryptRequest from, IMaterialsManager newMaterialsManager)
    {
        ArgumentNullException.ThrowIfNull(from);
        From = from;
        _limits = new EncryptRequest(newMaterialsManager);
    }

    /// <summary>Keys and expected context of the old message.</summary>
    public DecryptRequest From { get; }

    /// <summary>Where the data key of the new message comes from.</summary>
    public IMaterialsManager NewMaterialsManager => _limits.MaterialsManager;

    /// <summary>
    /// The context of the new message; null for the pairs that the old one stores, without those whose names are reserved. Pairs that the old message
    /// authenticates and does not store are not kept.
    /// </summary>
    public EncryptionContext? NewEncryptionContext { get; init; }

    /// <summary>The suite of the new message; null for the default of the client's commitment policy, whatever the old one has.</summary>
    public AlgorithmSuite? AlgorithmSuite { get; init; }

    /// <inheritdoc cref="EncryptRequest.FrameLength"/>
    public int? FrameLength
    {
        get => _limits.FrameLength;
        init => _limits = new EncryptRequest(_limits.MaterialsManager) { FrameLength = value, PlaintextLength = _limits.PlaintextLength };
    }

    /// <inheritdoc cref="EncryptRequest.PlaintextLength"/>
    public long? PlaintextLength
    {
        get => _limits.PlaintextLength;
        init => _limits = new EncryptRequest(_limits.MaterialsManager) { FrameLength = _limits.FrameLength, PlaintextLength = value };
    }

    /// <summary>The request for the new message.</summary>
    /// <param name="old">The header of the old message, authenticated.</param>
    /// <param name="bound">What the plaintext cannot exceed, where the caller has set no bound.</param>
    internal EncryptRequest To(MessageHeader old, long? bound) => new(NewMaterialsManager)
    {
        EncryptionContext = NewEncryptionContext ?? old.EncryptionContext.WithoutReserved(),
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength ?? bound,
    };
}
