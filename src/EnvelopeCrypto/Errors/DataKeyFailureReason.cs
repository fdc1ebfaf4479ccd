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

    /// <summary>The discovery filter leaves the key's account or partition out.</summary>
    FilteredOut,

    /// <summary>The key is in a Region that is not asked, or no Region is known.</summary>
    OtherRegion,

    /// <summary>KMS denied access to the key.</summary>
    AccessDenied,

    /// <summary>The KMS key is disabled, pending deletion, or not there.</summary>
    KeyUnavailable,

    /// <summary>KMS could not open the encrypted data key: another encryption context, or damage.</summary>
    WrongContext,

    /// <summary>KMS was asked too often.</summary>
    Throttled,

    /// <summary>KMS could not be reached in time.</summary>
    Network,

    /// <summary>KMS failed for a reason of its own, or answered what cannot be right.</summary>
    ServiceFailed,

    /// <summary>The data key that came out has the wrong length for the algorithm suite.</summary>
    WrongDataKeyLength,

    /// <summary>The keyring raised an error of its own.</summary>
    KeyringFailed,
}
