namespace KmsEmulator.Keys;

/// <summary>The states that a key of the emulator can be in: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html.</summary>
internal enum KeyState
{
    Enabled,
    Disabled,
    PendingDeletion,
    PendingReplicaDeletion,

    /// <summary>No state of KMS: the waiting period is over, nothing finds the key any more.</summary>
    Deleted,
}
