using System;

namespace EnvelopeCrypto.Errors;

/// <summary>A keyring, materials manager or cache returned materials that must not be used.</summary>
public sealed class MaterialsException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public MaterialsException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
