using System.Collections.Generic;

namespace EnvelopeCrypto.Errors;

/// <summary>No key at hand could open any of the encrypted data keys of the message.</summary>
public sealed class DataKeyException : EnvelopeCryptoException
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">A stable id, one of <see cref="ErrorIds"/>.</param>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="failures">Why each encrypted data key did not serve.</param>
    public DataKeyException(string errorId, string message, IReadOnlyList<DataKeyFailure> failures)
        : base(errorId, message, failures is [{ Exception: { } only }] ? only : null)
    {
        Failures = failures;
    }

    /// <summary>Why each encrypted data key did not serve, in the order in which they were tried.</summary>
    public IReadOnlyList<DataKeyFailure> Failures { get; }
}
