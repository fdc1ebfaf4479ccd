using System;
using System.Security.Cryptography;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Puts single bytes, as an array becomes when it is sent down the pipeline unwrapped, together again.</summary>
internal sealed class ByteGatherer : IDisposable
{
    private byte[] _bytes = [];

    internal int Count { get; private set; }

    internal void Add(byte value)
    {
        if (Count == _bytes.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(4096, (int)Math.Min(2L * Count, Array.MaxLength)), pinned: true);
            _bytes.CopyTo(larger, 0);
            CryptographicOperations.ZeroMemory(_bytes);
            _bytes = larger;
        }

        _bytes[Count++] = value;
    }

    /// <summary>Hands the bytes over and begins anew.</summary>
    internal byte[] Take(out int length)
    {
        (byte[] taken, length) = (_bytes, Count);
        (_bytes, Count) = ([], 0);
        return taken;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
