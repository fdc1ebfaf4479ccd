using System;

namespace EnvelopeCrypto.Errors;

/// <summary>AWS KMS refused a call, or could not be reached.</summary>
public sealed class KmsException : EnvelopeCryptoException
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">A stable id, one of <see cref="ErrorIds"/>.</param>
    /// <param name="reason">The kind of failure.</param>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="requestId">The request id of KMS; null when it did not answer.</param>
    /// <param name="innerException">The exception of the AWS SDK.</param>
    public KmsException(string errorId, DataKeyFailureReason reason, string message, string? requestId = null, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
        Reason = reason;
        RequestId = requestId;
    }

    /// <summary>The kind of failure.</summary>
    public DataKeyFailureReason Reason { get; }

    /// <summary>The request id of KMS, for AWS support and CloudTrail; null when it did not answer.</summary>
    public string? RequestId { get; }
}
