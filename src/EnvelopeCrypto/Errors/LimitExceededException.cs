using System;

namespace EnvelopeCrypto.Errors;

/// <summary>A limit that the caller set, or the format has, would be exceeded.</summary>
public sealed class LimitExceededException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public LimitExceededException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
