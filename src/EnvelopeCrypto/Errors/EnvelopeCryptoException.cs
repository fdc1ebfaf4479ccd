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

    /// <summary>When a message was being re-encrypted, whether its reading or its writing failed; else null. The text says it as well.</summary>
    public ReEncryptSide? Side { get; private set; }

    /// <inheritdoc/>
    public override string Message => Side switch
    {
        ReEncryptSide.Old => $"Reading the old message: {base.Message}",
        ReEncryptSide.New => $"Writing the new message: {base.Message}",
        _ => base.Message,
    };

    /// <summary>Notes what was being done, unless that is known already.</summary>
    /// <returns>False, for exception filters that only note and do not catch.</returns>
    internal bool Note(ReEncryptSide side)
    {
        Side ??= side;
        return false;
    }
}
