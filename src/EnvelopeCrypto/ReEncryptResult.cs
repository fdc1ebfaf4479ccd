namespace EnvelopeCrypto;

/// <summary>What is to be said of a message that was read, verified, and written anew.</summary>
public sealed class ReEncryptResult
{
    internal ReEncryptResult(DecryptResult old, EncryptResult written)
    {
        Old = old;
        New = written;
    }

    /// <summary>The message that was read.</summary>
    public DecryptResult Old { get; }

    /// <summary>The message that was written.</summary>
    public EncryptResult New { get; }
}
