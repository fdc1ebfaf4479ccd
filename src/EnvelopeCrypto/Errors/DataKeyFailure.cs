using System;

namespace EnvelopeCrypto.Errors;

/// <summary>Why one encrypted data key could not be opened by one keyring.</summary>
public sealed class DataKeyFailure
{
    /// <summary>Makes a record of a failure.</summary>
    /// <param name="keyring">What the keyring calls itself; never key material.</param>
    /// <param name="keyId">The key that the encrypted data key names.</param>
    /// <param name="reason">The kind of failure.</param>
    /// <param name="message">What happened, in one sentence, without secrets.</param>
    /// <param name="exception">The cause, when another exception is it.</param>
    public DataKeyFailure(string keyring, string keyId, DataKeyFailureReason reason, string message, Exception? exception = null)
    {
        Keyring = keyring;
        KeyId = keyId;
        Reason = reason;
        Message = message;
        Exception = exception;
    }

    /// <summary>The keyring that tried, or declined to.</summary>
    public string Keyring { get; }

    /// <summary>The key that the encrypted data key names: a key ARN, or the name of a local key.</summary>
    public string KeyId { get; }

    /// <summary>The kind of failure.</summary>
    public DataKeyFailureReason Reason { get; }

    /// <summary>What happened, in one sentence.</summary>
    public string Message { get; }

    /// <summary>The cause, when another exception is it.</summary>
    public Exception? Exception { get; }

    /// <summary>The failure in one line.</summary>
    public override string ToString() => $"{KeyId}: {Message} [{Keyring}]";
}
