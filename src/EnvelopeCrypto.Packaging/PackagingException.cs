using System;

namespace EnvelopeCrypto.Packaging;

/// <summary>Packages cannot be made, for a reason that the text names.</summary>
public sealed class PackagingException : Exception
{
    internal PackagingException(string message)
        : base(message)
    {
    }
}
