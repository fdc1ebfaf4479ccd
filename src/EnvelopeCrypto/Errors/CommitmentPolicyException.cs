using System;

namespace EnvelopeCrypto.Errors;

/// <summary>The algorithm suite is not allowed by the commitment policy.</summary>
public sealed class CommitmentPolicyException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public CommitmentPolicyException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }
}
