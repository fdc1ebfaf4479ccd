using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Streaming;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto;

/// <summary>
/// Encrypts and decrypts messages in the AWS Encryption SDK format. Memory depends on the frame length, never on the length of a stream.
/// </summary>
/// <remarks>
/// Thread-safe and cheap to make. All errors of its own derive from <see cref="EnvelopeCryptoException"/>; those of your streams and keyrings
/// come through as they are. Specification: client-apis/client.md, encrypt.md, decrypt.md.
/// </remarks>
public sealed partial class EnvelopeClient
{
    /// <summary>The longest frame that can be written or, when raised to it, read: 1 GiB.</summary>
    public const int GreatestFrameLength = 1 << 30;

    /// <summary>The longest frame, or body in one piece, that is read by default: 256 MiB.</summary>
    public const int DefaultMaxFrameLength = 256 * 1024 * 1024;

    private readonly ClientRules _rules;

    /// <summary>Makes a client.</summary>
    /// <param name="commitmentPolicy">Which suites may be written and read.</param>
    /// <param name="maxEncryptedDataKeys">The most encrypted data keys in a message, written or read: 1 to 65,535; null for no limit below that of the format.</param>
    /// <param name="maxFrameLength">The longest frame, or body in one piece, that is read: 1 to 1,073,741,824 bytes. It is held in memory as a whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public EnvelopeClient(
        CommitmentPolicy commitmentPolicy = CommitmentPolicy.RequireEncryptRequireDecrypt,
        int? maxEncryptedDataKeys = null,
        int maxFrameLength = DefaultMaxFrameLength)
    {
        commitmentPolicy.DemandDefined();
        int maxKeys = maxEncryptedDataKeys ?? ushort.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(maxKeys, 1, nameof(maxEncryptedDataKeys));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxKeys, ushort.MaxValue, nameof(maxEncryptedDataKeys));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrameLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxFrameLength, GreatestFrameLength);
        _rules = new ClientRules(commitmentPolicy, maxKeys, maxFrameLength);
    }

    /// <summary>Which suites may be written and read.</summary>
    public CommitmentPolicy CommitmentPolicy => _rules.CommitmentPolicy;

    /// <summary>The most encrypted data keys in a message.</summary>
    public int MaxEncryptedDataKeys => _rules.MaxEncryptedDataKeys;

    /// <summary>The longest frame that is read, in bytes.</summary>
    public int MaxFrameLength => _rules.MaxFrameLength;

    /// <summary>Encrypts a stream from where it stands to its end.</summary>
    /// <param name="source">Plaintext. When it is seekable its length is known to the materials manager and must not change meanwhile.</param>
    /// <param name="destination">Takes the message; neither stream is closed.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="progress">Told the number of plaintext bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; the destination then holds part of a message and must be discarded.</param>
    /// <exception cref="EnvelopeCryptoException">The message cannot be written so; what the destination holds must be discarded.</exception>
    public async Task<EncryptResult> EncryptAsync(
        Stream source,
        Stream destination,
        EncryptRequest request,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);

        return await EncryptAsync(source, LengthOf(source), destination, request, progress, cancellationToken);
    }

    /// <summary>The same for a source whose length the caller knows, or knows not to know.</summary>
    internal async Task<EncryptResult> EncryptAsync(
        Stream source,
        long? exactLength,
        Stream destination,
        EncryptRequest request,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        // On the caller's context, as keyrings may be bound to its thread; from the first byte of the body on it does not matter.
        using EncryptionSession session = await EncryptionSession.StartAsync(_rules, request, exactLength, cancellationToken);
        return await EncryptBodyAsync(session, source, destination, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts a stream, which must hold one message and nothing else from where it stands.</summary>
    /// <param name="source">The message.</param>
    /// <param name="destination">
    /// Takes the plaintext; neither stream is closed. Each frame is written once its tag is verified, the last once the whole message is: when this
    /// throws, discard what was written.
    /// </param>
    /// <param name="request">Keys and expected context.</param>
    /// <param name="progress">Told the number of message bytes done since it was told last.</param>
    /// <param name="cancellationToken">Stops; discard what was written.</param>
    /// <exception cref="EnvelopeCryptoException">The message is damaged, is not one, or cannot be opened.</exception>
    public async Task<DecryptResult> DecryptAsync(
        Stream source,
        Stream destination,
        DecryptRequest request,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(request);
        using MessageSource input = new(source);
        MessageHeader header = await input.ReadHeaderAsync(_rules.MaxEncryptedDataKeys, cancellationToken);
        using DecryptionSession session = await DecryptionSession.StartAsync(_rules, request, header, cancellationToken);
        progress?.Report(header.Length);
        return await DecryptBodyAsync(session, input, destination, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A stream that reads the message of a plaintext, for consumers that pull, such as an upload.</summary>
    /// <param name="source">Plaintext, read as the message is.</param>
    /// <param name="request">Keys, context, suite.</param>
    /// <param name="leaveOpen">Whether the source stays open when the stream is disposed of.</param>
    /// <returns>A stream for one reader; errors of <see cref="EncryptAsync(Stream, Stream, EncryptRequest, IProgress{long}, CancellationToken)"/> come out of its reads.</returns>
    public Stream OpenEncryptStream(Stream source, EncryptRequest request, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        return new PullStream((sink, cancel) => EncryptAsync(source, sink, request, progress: null, cancel), leaveOpen ? null : source);
    }

    /// <summary>A stream that reads the plaintext of a message. Until it has been read to its end without an error, what came out must not be trusted.</summary>
    /// <param name="source">The message, read as the plaintext is.</param>
    /// <param name="request">Keys and expected context.</param>
    /// <param name="leaveOpen">Whether the source stays open when the stream is disposed of.</param>
    /// <returns>A stream for one reader; errors of <see cref="DecryptAsync(Stream, Stream, DecryptRequest, IProgress{long}, CancellationToken)"/> come out of its reads.</returns>
    public Stream OpenDecryptStream(Stream source, DecryptRequest request, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        return new PullStream((sink, cancel) => DecryptAsync(source, sink, request, progress: null, cancel), leaveOpen ? null : source);
    }

    /// <summary>Reads the header of a message without any key. Nothing in it is authenticated.</summary>
    /// <param name="source">The message. More than the header may be read from it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="NotAMessageException">The input is not a message.</exception>
    /// <exception cref="MalformedMessageException">The header is damaged.</exception>
    public async Task<MessageHeader> ReadHeaderAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using MessageSource input = new(source);
        return await input.ReadHeaderAsync(_rules.MaxEncryptedDataKeys, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DecryptResult> DecryptBodyAsync(
        DecryptionSession session, MessageSource input, Stream destination, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (session.Header.ContentType == ContentType.NonFramed)
        {
            long length = await NonFramedBody.DecryptAsync(
                session, input, destination, _rules.MaxFrameLength, progress, cancellationToken).ConfigureAwait(false);
            return session.CreateResult(length, input.Consumed);
        }

        using DecryptStages stages = new(session, input, destination, progress);
        await new ChunkPipeline(stages).RunAsync(cancellationToken).ConfigureAwait(false);
        return session.CreateResult(stages.PlaintextLength, input.Consumed);
    }

    private static async Task<EncryptResult> EncryptBodyAsync(
        EncryptionSession session, Stream source, Stream destination, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(session.Header.Bytes.Whole, cancellationToken).ConfigureAwait(false);
        using EncryptStages stages = new(session, source, destination, progress);
        await new ChunkPipeline(stages).RunAsync(cancellationToken).ConfigureAwait(false);
        byte[] footer = session.CreateFooter();
        await destination.WriteAsync(footer, cancellationToken).ConfigureAwait(false);
        return new EncryptResult(
            session.Header, stages.PlaintextLength, session.Header.Length + stages.BodyLength + footer.Length, session.FromCache);
    }

    /// <summary>Files in /proc and devices say that they are seekable and have no length, whatever they hold.</summary>
    private static long? LengthOf(Stream source) =>
        !source.CanSeek || source is FileStream { Length: 0 } ? null : Math.Max(0, source.Length - source.Position);
}
