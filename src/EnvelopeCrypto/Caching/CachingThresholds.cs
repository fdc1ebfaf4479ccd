using System;

namespace EnvelopeCrypto.Caching;

/// <summary>How long and how much a cached data key may be used. Immutable.</summary>
/// <remarks>
/// The limits of messages and bytes hold for encryption. Decryption is limited by age alone: until then a hit asks nobody for permission.
/// Specification: framework/caching-cmm.md, "Initialization".
/// </remarks>
public sealed class CachingThresholds
{
    /// <summary>The greatest and default limit of messages: 2^32.</summary>
    public const long GreatestMaxMessages = 1L << 32;

    /// <summary>The greatest and default limit of bytes: 2^63 - 1.</summary>
    public const long GreatestMaxBytes = long.MaxValue;

    private readonly long _maxMessages = GreatestMaxMessages;
    private readonly long _maxBytes = GreatestMaxBytes;

    /// <summary>Sets the age; messages and bytes are as good as unlimited unless they are set too.</summary>
    /// <param name="maxAge">Greater than zero. At this age a key is not used any more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The age is zero or negative.</exception>
    public CachingThresholds(TimeSpan maxAge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        MaxAge = maxAge;
    }

    /// <summary>
    /// The age at which a key is not used any more. It counts from before the key was asked for, by the faster of wall clock and monotonic clock.
    /// </summary>
    public TimeSpan MaxAge { get; }

    /// <summary>How many messages are written under one key: 1 to 4,294,967,296. With 1 no key is ever reused for writing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public long MaxMessages
    {
        get => _maxMessages;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxMessages));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GreatestMaxMessages, nameof(MaxMessages));
            _maxMessages = value;
        }
    }

    /// <summary>
    /// How many bytes of plaintext are written under one key: 0 to 9,223,372,036,854,775,807. A longer message gets a key of its own, and with 0 every message
    /// that is not empty does.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxBytes
    {
        get => _maxBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxBytes));
            _maxBytes = value;
        }
    }

    /// <summary>The three limits.</summary>
    public override string ToString() => FormattableString.Invariant($"age {MaxAge}, {MaxMessages:N0} messages, {MaxBytes:N0} bytes");
}
