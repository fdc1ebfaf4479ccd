using System;

namespace EnvelopeCrypto.Errors;

/// <summary>The input begins as a message but breaks the format: cut off, followed by other bytes, or with a field that may not be so.</summary>
public sealed class MalformedMessageException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public MalformedMessageException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
