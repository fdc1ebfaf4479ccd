using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Streaming;

namespace EnvelopeCrypto;

/// <content>Messages under other keys.</content>
public sealed partial class EnvelopeClient
{
    /// <summary>
    /// Writes a message anew under other keys, in one pass: what is read is decrypted, verified and encrypted again frame by frame, with a new data key and
    /// message id. Nothing of the plaintext leaves memory.
    /// </summary>
    /// <remarks>
    /// Never only the header: another wrapping of the same data key would leave whoever held it able to read the message. Both commitment rules of
    /// the client apply, that for reading to the old message and that for writing to the new one. The keys of the new message are asked for only
    /// once the old header is authenticated.
    /// </remarks>
    /// <param name="source">One message and nothing else from where the stream stands.</param>
    /// <param name="destination">Takes the new message; neither stream is closed. It is complete only when the whole old message is verified: when this throws, discard what was written.</param>
    /// <param name="request">Old keys, new keys, context.</param>
    /// <param name="progress">Told the number of bytes of the old message done since it was told last.</param>
    /// <param name="cancellationToken">Stops; discard what was written.</param>
    /// <exception cref="EnvelopeCryptoException">The old message is damaged or cannot be opened, or the new one cannot be written so: <see cref="EnvelopeCryptoException.Side"/> tells.</exception>
    public async Task<ReEncryptResult> ReEncryptAsync(
        Stream source,
        Stream destination,
        ReEncryptRequest request,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        bool isWholeFile = source.CanSeek && source.Position == 0;
        using MessageSource input = new(source);
        using DecryptionSession old = await StartOldAsync(input, request.From, cancellationToken);
        progress?.Report(old.Header.Length);
        long? exactLength = isWholeFile ? ComputeLength(old.Header, source) : null;
        long? bound = isWholeFile && LengthOf(source) is not null ? source.Length : null;
        using EncryptionSession written = await StartNewAsync(request.To(old.Header, bound), exactLength, cancellationToken);

        DecryptResult? read = null;
        await using PullStream plaintext = new(
            async (sink, cancel) => read = await DecryptOldBodyAsync(old, input, sink, progress, cancel).ConfigureAwait(false), owned: null);
        EncryptResult result = await EncryptBodyAsync(written, plaintext, destination, progress: null, cancellationToken).ConfigureAwait(false);
        return new ReEncryptResult(read!, result);
    }

    /// <summary>The place of the stream is kept: the message has been read only in part.</summary>
    private static long? ComputeLength(MessageHeader header, Stream message)
    {
        long position = message.Position;
        long? length = PlaintextLength.TryCompute(header, message);
        message.Position = position;
        return length;
    }

    private async Task<DecryptionSession> StartOldAsync(MessageSource input, DecryptRequest request, CancellationToken cancellationToken)
    {
        try
        {
            MessageHeader header = await input.ReadHeaderAsync(_rules.MaxEncryptedDataKeys, cancellationToken);
            return await DecryptionSession.StartAsync(_rules, request, header, cancellationToken);
        }
        catch (EnvelopeCryptoException e) when (e.Note(ReEncryptSide.Old))
        {
            throw;
        }
    }

    private async Task<EncryptionSession> StartNewAsync(EncryptRequest request, long? exactLength, CancellationToken cancellationToken)
    {
        try
        {
            return await EncryptionSession.StartAsync(_rules, request, exactLength, cancellationToken);
        }
        catch (EnvelopeCryptoException e) when (e.Note(ReEncryptSide.New))
        {
            throw;
        }
    }

    private async Task<DecryptResult> DecryptOldBodyAsync(
        DecryptionSession session, MessageSource input, Stream sink, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await DecryptBodyAsync(session, input, sink, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvelopeCryptoException e) when (e.Note(ReEncryptSide.Old))
        {
            throw;
        }
    }
}
