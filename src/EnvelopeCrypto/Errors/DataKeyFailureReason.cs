namespace EnvelopeCrypto.Errors;

/// <summary>The kinds of reason for which an encrypted data key does not serve.</summary>
public enum DataKeyFailureReason
{
    /// <summary>The encrypted data key names another key than the keyring holds.</summary>
    NotThisKey,

    /// <summary>The key has the name that is asked for but does not open the encrypted data key: another key, another context, or damage.</summary>
    UnwrapFailed,

    /// <summary>The keyring can only encrypt: it holds a public key alone.</summary>
    CannotDecrypt,

    /// <summary>The data key that came out has the wrong length for the algorithm suite.</summary>
    WrongDataKeyLength,

    /// <summary>The keyring raised an error of its own.</summary>
    KeyringFailed,
}
