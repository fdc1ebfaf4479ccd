namespace EnvelopeCrypto.Errors;

/// <summary>Which of the two messages an error is about when one is re-encrypted.</summary>
public enum ReEncryptSide
{
    /// <summary>The message that is read, and its keys.</summary>
    Old,

    /// <summary>The message that is written, and its keys.</summary>
    New,
}
