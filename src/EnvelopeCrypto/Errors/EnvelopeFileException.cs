using System;

namespace EnvelopeCrypto.Errors;

/// <summary>A file or directory cannot be read, or cannot be written safely.</summary>
public sealed class EnvelopeFileException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public EnvelopeFileException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
