using System;

namespace EnvelopeCrypto.Errors;

/// <summary>AWS credentials are missing, incomplete, or cannot be resolved.</summary>
public sealed class AwsCredentialException : EnvelopeCryptoException
{
    /// <inheritdoc cref="EnvelopeCryptoException(string, string, Exception?)"/>
    public AwsCredentialException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }

    /// <summary>The AWS profile that gives no credentials by itself; null when it is not about a profile.</summary>
    public string? ProfileName { get; init; }
}
