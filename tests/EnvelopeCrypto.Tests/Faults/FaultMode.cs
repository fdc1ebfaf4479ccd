namespace EnvelopeCrypto.Tests;

/// <summary>How a call goes wrong.</summary>
public enum FaultMode
{
    /// <summary>It throws at once.</summary>
    Throws,

    /// <summary>It throws on another thread, later.</summary>
    ThrowsLater,

    /// <summary>The caller cancels while it is made.</summary>
    Cancels,
}
