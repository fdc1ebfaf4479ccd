using System;

namespace EnvelopeCrypto.Errors;

/// <summary>The message, or its header, was changed after it was written, or the data key is not the one it was written with.</summary>
public sealed class MessageAuthenticationException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public MessageAuthenticationException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
