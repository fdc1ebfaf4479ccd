using System;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto;

/// <summary>How a message is to be written. May be used for any number of messages.</summary>
public sealed class EncryptRequest
{
    /// <summary>The frame length for plaintext whose exact length is not known, or is at most 1 MiB.</summary>
    public const int DefaultFrameLength = 4096;

    /// <summary>The frame length for plaintext that is known to be longer than 1 MiB.</summary>
    public const int DefaultFrameLengthForLargeData = 65536;

    internal const int LargeData = 1024 * 1024;

    private readonly int? _frameLength;
    private readonly long? _plaintextLength;

    /// <summary>Writes with materials from a manager.</summary>
    public EncryptRequest(IMaterialsManager materialsManager)
    {
        ArgumentNullException.ThrowIfNull(materialsManager);
        MaterialsManager = materialsManager;
    }

    /// <summary>Writes with a new data key from a keyring for each message.</summary>
    public EncryptRequest(IKeyring keyring)
        : this(new DefaultMaterialsManager(keyring))
    {
    }

    /// <summary>Where data keys come from.</summary>
    public IMaterialsManager MaterialsManager { get; }

    /// <summary>Public pairs bound to the message. Names that begin with <c>aws-crypto-</c> are refused.</summary>
    public EncryptionContext EncryptionContext { get; init; } = EncryptionContext.Empty;

    /// <summary>The suite; null for the default of the client's commitment policy.</summary>
    public AlgorithmSuite? AlgorithmSuite { get; init; }

    /// <summary>
    /// Bytes of plaintext in a frame, 1 to 1,073,741,824; null for 4,096, or 65,536 where the plaintext is known to be longer than 1 MiB.
    /// A writer and a reader hold a few frames in memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? FrameLength
    {
        get => _frameLength;
        init
        {
            if (value is < 1 or > EnvelopeClient.GreatestFrameLength)
            {
                throw new ArgumentOutOfRangeException(nameof(FrameLength), value, "A frame length is 1 to 1,073,741,824.");
            }

            _frameLength = value;
        }
    }

    /// <summary>
    /// A bound for the length of the plaintext in bytes, for streams that cannot tell it: a caching materials manager needs one. Plaintext that turns out
    /// longer is an error; shorter is fine.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? PlaintextLength
    {
        get => _plaintextLength;
        init
        {
            if (value is < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(PlaintextLength), value, "A length is not negative.");
            }

            _plaintextLength = value;
        }
    }

    /// <summary>The same with another manager.</summary>
    internal EncryptRequest With(IMaterialsManager manager) => new(manager)
    {
        EncryptionContext = EncryptionContext,
        AlgorithmSuite = AlgorithmSuite,
        FrameLength = FrameLength,
        PlaintextLength = PlaintextLength,
    };

    internal int FrameLengthFor(long? exactLength) =>
        FrameLength ?? (exactLength > LargeData ? DefaultFrameLengthForLargeData : DefaultFrameLength);
}
