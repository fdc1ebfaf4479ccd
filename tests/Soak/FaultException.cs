using System;
using System.Management.Automation;

namespace EnvelopeCrypto.Soak;

/// <summary>An operation failed as it should when KMS fails.</summary>
internal sealed class FaultException : Exception
{
    private FaultException(string errorId, Exception cause)
        : base(errorId, cause)
    {
        ErrorId = errorId;
    }

    internal string ErrorId { get; }

    /// <summary>Null for an error that a failing KMS does not explain.</summary>
    internal static FaultException? From(ErrorRecord record)
    {
        // The module's types are in its own copy of the assembly: they are known by name.
        string id = record.FullyQualifiedErrorId.Split(',')[0];
        return record.Exception.GetType().Name is "KmsException" or "DataKeyException" && id is not "NoMatchingKey" ? new FaultException(id, record.Exception) : null;
    }
}
