using System;

namespace EnvelopeCrypto.Errors;

/// <summary>The input is not a message at all: other data, text in the wrong encoding, base64 that was not decoded, or nothing.</summary>
public sealed class NotAMessageException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public NotAMessageException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
