namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>The forms in which plaintext is emitted.</summary>
internal enum PlaintextForm
{
    /// <summary>A byte array, in one piece.</summary>
    Bytes,

    /// <summary>Text.</summary>
    String,

    /// <summary>Text in a SecureString.</summary>
    SecureString,

    /// <summary>Base64 text of the bytes.</summary>
    Base64,
}
