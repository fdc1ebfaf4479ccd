namespace KmsEmulator.Faults;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>Nothing but <see cref="Fault.Delay"/>: the request is carried out after it.</summary>
    Latency,

    /// <summary>ThrottlingException, status 400; nothing is carried out.</summary>
    Throttle,

    /// <summary>KMSInternalException, status 500; nothing is carried out.</summary>
    InternalError,

    /// <summary>The error named by <see cref="Fault.ErrorCode"/>, with the status that KMS gives it; nothing is carried out.</summary>
    Error,

    /// <summary>The connection is reset (TCP RST) without an answer; nothing is carried out.</summary>
    ConnectionReset,

    /// <summary>The request is carried out; the connection ends in the middle of the answer.</summary>
    CutResponse,

    /// <summary>The request is carried out; the answer is complete HTTP, but its JSON ends half way.</summary>
    TruncatedJson,

    /// <summary>The request is carried out; the answer is complete HTTP, but no JSON.</summary>
    MalformedJson,

    /// <summary>The request is carried out; KeyId in the answer is <see cref="Fault.KeyId"/>, by default a key that does not exist.</summary>
    WrongKeyId,

    /// <summary>
    /// The request is carried out; the plaintext in the answer has <see cref="Fault.PlaintextLength"/> bytes, by default one too few.
    /// </summary>
    WrongPlaintextLength,
}
