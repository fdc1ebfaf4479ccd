using System;

namespace EnvelopeCrypto.Errors;

/// <summary>A wrapping key, or the file that holds it, cannot be used.</summary>
public sealed class KeyMaterialException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public KeyMaterialException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
