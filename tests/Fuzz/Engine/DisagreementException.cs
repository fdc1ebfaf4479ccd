using System;

namespace EnvelopeCrypto.Fuzz.Engine;

/// <summary>Two ways through the library came to different ends with one input.</summary>
internal sealed class DisagreementException : Exception
{
    public DisagreementException(string message)
        : base(message)
    {
    }
}
