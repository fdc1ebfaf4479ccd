using System.IO;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A stream that cannot tell its length.</summary>
internal sealed class UnseekableStream : MemoryStream
{
    internal UnseekableStream(byte[] data)
        : base(data)
    {
    }

    public override bool CanSeek => false;
}
