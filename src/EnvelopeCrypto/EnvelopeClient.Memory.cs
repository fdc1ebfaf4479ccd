using System;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Streaming;

namespace EnvelopeCrypto;

/// <content>Messages in memory: one allocation for the result, no stream and no task between.</content>
public sealed partial class EnvelopeClient
{
    /// <summary>Encrypts a piece of memory. Blocks while a keyring asks a service for keys.</summary>
    /// <param name="plaintext">What to encrypt.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so.</exception>
    public EncryptedData Encrypt(ReadOnlySpan<byte> plaintext, EncryptRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        long length = plaintext.Length;
        using EncryptionSession session = Blocking.Wait(() => EncryptionSession.StartAsync(_rules, request, length, CancellationToken.None));
        return Seal(session, plaintext);
    }

    /// <summary>Encrypts a piece of memory.</summary>
    /// <param name="plaintext">What to encrypt; it must not change meanwhile.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="cancellationToken">Stops waiting for keys.</param>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so.</exception>
    public async ValueTask<EncryptedData> EncryptAsync(ReadOnlyMemory<byte> plaintext, EncryptRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using EncryptionSession session = await EncryptionSession.StartAsync(_rules, request, plaintext.Length, cancellationToken);
        return Seal(session, plaintext.Span);
    }

    /// <summary>Decrypts a message in memory. Blocks while a keyring asks a service for keys. Plaintext comes back only when all of it is verified.</summary>
    /// <param name="message">One message and nothing else.</param>
    /// <param name="request">Keys and expected context.</param>
    /// <exception cref="EnvelopeCryptoException">The message is damaged, is not one, or cannot be opened.</exception>
    public DecryptedData Decrypt(ReadOnlySpan<byte> message, DecryptRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        MessageHeader header = ReadHeader(message);
        using DecryptionSession session = Blocking.Wait(() => DecryptionSession.StartAsync(_rules, request, header, CancellationToken.None));
        return Open(session, message);
    }

    /// <summary>Decrypts a message in memory. Plaintext comes back only when all of it is verified.</summary>
    /// <param name="message">One message and nothing else; it must not change meanwhile.</param>
    /// <param name="request">Keys and expected context.</param>
    /// <param name="cancellationToken">Stops waiting for keys.</param>
    /// <exception cref="EnvelopeCryptoException">The message is damaged, is not one, or cannot be opened.</exception>
    public async ValueTask<DecryptedData> DecryptAsync(ReadOnlyMemory<byte> message, DecryptRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        MessageHeader header = ReadHeader(message.Span);
        using DecryptionSession session = await DecryptionSession.StartAsync(_rules, request, header, cancellationToken);
        return Open(session, message.Span);
    }

    /// <summary>Reads the header of a message without any key. Nothing in it is authenticated.</summary>
    /// <param name="message">At least the header.</param>
    /// <exception cref="NotAMessageException">The input is not a message.</exception>
    /// <exception cref="MalformedMessageException">The header is damaged.</exception>
    public MessageHeader ReadHeader(ReadOnlySpan<byte> message) =>
        new HeaderParser(_rules.MaxEncryptedDataKeys).TryRead(message, out _)
        ?? throw (message.IsEmpty ? Error.EmptyInput() : InputDamage.BrokenHeader(message, Error.Truncated("header")));

    /// <summary>The same into a buffer that is wiped when it is disposed of; the result tells how much of it is plaintext.</summary>
    internal async ValueTask<DecryptResult> DecryptAsync(
        ReadOnlyMemory<byte> message, SecretBuffer plaintext, DecryptRequest request, CancellationToken cancellationToken)
    {
        MessageHeader header = ReadHeader(message.Span);
        using DecryptionSession session = await DecryptionSession.StartAsync(_rules, request, header, cancellationToken);
        int length = MessageInMemory.Open(session, message.Span, _rules.MaxFrameLength, plaintext);
        return session.CreateResult(length, message.Length);
    }

    private static EncryptedData Seal(EncryptionSession session, ReadOnlySpan<byte> plaintext)
    {
        byte[] message = MessageInMemory.Seal(session, plaintext);
        return new EncryptedData(message, new EncryptResult(session.Header, plaintext.Length, message.Length, session.FromCache));
    }

    private DecryptedData Open(DecryptionSession session, ReadOnlySpan<byte> message)
    {
        byte[] plaintext = MessageInMemory.Open(session, message, _rules.MaxFrameLength);
        return new DecryptedData(plaintext, session.CreateResult(plaintext.Length, message.Length));
    }
}
