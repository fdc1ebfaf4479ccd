using System;

namespace EnvelopeCrypto.Errors;

/// <summary>
/// The base of every error that this library raises on its own account. No message, property or inner exception of it
/// holds a key or plaintext.
/// </summary>
public class EnvelopeCryptoException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">A stable id, one of <see cref="ErrorIds"/> or your own.</param>
    /// <param name="message">What happened and what to do next.</param>
    /// <param name="innerException">The cause, when another exception is it.</param>
    public EnvelopeCryptoException(string errorId, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(errorId);
        ErrorId = errorId;
    }

    /// <summary>A stable id for scripts and programs to branch on; see <see cref="ErrorIds"/>.</summary>
    public string ErrorId { get; }
}
