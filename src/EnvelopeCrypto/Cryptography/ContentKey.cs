using System;
using System.Security.Cryptography;
using System.Threading;

namespace EnvelopeCrypto.Cryptography;

/// <summary>
/// The content key of one message and its ciphers. One is made at once: it serves the header and then whoever asks first, so that a small message takes
/// no second one.
/// </summary>
internal sealed class ContentKey : IDisposable
{
    private readonly SecretBytes _key;
    private readonly ReadOnlyMemory<byte> _messageId;
    private FrameCipher? _first;

    /// <param name="key">The derived key, which this owns from here on.</param>
    /// <param name="messageId">The id of the message.</param>
    internal ContentKey(SecretBytes key, ReadOnlyMemory<byte> messageId)
    {
        _key = key;
        _messageId = messageId;
        try
        {
            _first = new FrameCipher(key, messageId.Span);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>For the header, before anybody asks for a cipher.</summary>
    internal AesGcm HeaderCipher => _first!.Cipher;

    /// <summary>A cipher for one thread, which disposes of it.</summary>
    internal FrameCipher CreateCipher() => Interlocked.Exchange(ref _first, null) ?? new FrameCipher(_key, _messageId.Span);

    public void Dispose()
    {
        Interlocked.Exchange(ref _first, null)?.Dispose();
        _key.Dispose();
    }
}
