using System;

namespace EnvelopeCrypto.Errors;

/// <summary>The encryption context cannot be used, or is not the one that the message was written with.</summary>
public sealed class EncryptionContextException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public EncryptionContextException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
