using System;
using System.Management.Automation;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.PowerShell.Errors;

/// <summary>A cmdlet was called in a way that it cannot serve.</summary>
public sealed class CommandException : EnvelopeCryptoException
{
    internal CommandException(string errorId, ErrorCategory category, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
        Category = category;
    }

    /// <summary>The category of the error record.</summary>
    public ErrorCategory Category { get; }
}
