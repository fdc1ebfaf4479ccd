using System;
using System.Collections.Concurrent;
using EnvelopeCrypto.Cryptography;

namespace EnvelopeCrypto.Streaming;

/// <summary>The ciphers of one message: each serves one thread at a time, and as many are made as threads work at once.</summary>
internal sealed class CipherPool : IDisposable
{
    private readonly ConcurrentBag<FrameCipher> _idle = [];
    private readonly Func<FrameCipher> _create;

    internal CipherPool(Func<FrameCipher> create)
    {
        _create = create;
    }

    internal FrameCipher Rent() => _idle.TryTake(out FrameCipher? cipher) ? cipher : _create();

    internal void Return(FrameCipher cipher) => _idle.Add(cipher);

    public void Dispose()
    {
        while (_idle.TryTake(out FrameCipher? cipher))
        {
            cipher.Dispose();
        }
    }
}
