namespace EnvelopeCrypto.Caching;

/// <summary>Why a caching materials manager passed a request on without looking into its cache or storing the answer.</summary>
public enum BypassReason
{
    /// <summary>The suite, asked for or returned, uses the data key itself for the content, which allows no second message.</summary>
    NoKeyDerivation,

    /// <summary>The length of the plaintext is not known, so the byte limit cannot be kept. Declare a bound for it (-PlaintextLength).</summary>
    UnknownLength,

    /// <summary>The message alone is longer than the byte limit.</summary>
    LargerThanByteLimit,
}
