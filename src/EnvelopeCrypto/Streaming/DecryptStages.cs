using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>
/// Reads frames, opens them, writes plaintext. The final frame's is withheld until the signature is verified and the input has ended.
/// </summary>
internal sealed class DecryptStages : IChunkStages, IDisposable
{
    private readonly DecryptionSession _session;
    private readonly MessageSource _source;
    private readonly Stream _destination;
    private readonly IProgress<long>? _progress;
    private readonly CipherPool _ciphers;
    private readonly int _frameLength;
    private readonly int _regularPerChunk;
    private FrameScanner _scanner;
    private byte[] _signature = [];

    internal DecryptStages(DecryptionSession session, MessageSource source, Stream destination, IProgress<long>? progress)
    {
        _session = session;
        _source = source;
        _destination = destination;
        _progress = progress;
        _ciphers = new CipherPool(session.CreateCipher);
        _frameLength = (int)session.Header.FrameLength;
        _scanner = new FrameScanner(_frameLength);
        int stride = _frameLength + FrameFormat.RegularOverhead;
        _regularPerChunk = Chunk.FramesPerChunk(stride) * stride;
    }

    /// <summary>A final frame that takes the place of the last regular one needs a little more than it.</summary>
    public int ChunkLength => _regularPerChunk + (FrameFormat.FinalOverhead - FrameFormat.RegularOverhead);

    public bool NeedsDigest => _session.Digest.IsNeeded;

    internal long PlaintextLength { get; private set; }

    public async ValueTask ReadAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        int used = await _source.FillAsync(chunk.Input, used: 0, _regularPerChunk, cancellationToken).ConfigureAwait(false);
        chunk.FirstSequence = _scanner.Next;
        int finalAt = _scanner.SkipRegular(chunk.Input.Span[..used], out bool isFinal);
        chunk.IsLast = isFinal;
        chunk.InputLength = used;
        if (!isFinal)
        {
            if (used < _regularPerChunk)
            {
                throw Error.Truncated("body");
            }

            return;
        }

        chunk.FinalFrameAt = finalAt;
        used = await FillAsync(chunk, used, finalAt + FrameFormat.FinalPrefix, cancellationToken).ConfigureAwait(false);
        int end = finalAt + FrameFormat.FinalOverhead + _scanner.ReadFinal(chunk.Input.Span[finalAt..used]);
        used = await FillAsync(chunk, used, end, cancellationToken).ConfigureAwait(false);
        chunk.InputLength = end;
        _signature = await MessageEnd.ReadAsync(
            chunk.Input.Memory[end..used], _source, NeedsDigest, cancellationToken).ConfigureAwait(false);
    }

    public void Process(Chunk chunk)
    {
        ReadOnlySpan<byte> input = chunk.Input.Span[..chunk.InputLength];
        ReadOnlySpan<byte> regular = chunk.IsLast ? input[..chunk.FinalFrameAt] : input;
        int frames = regular.Length / (_frameLength + FrameFormat.RegularOverhead);
        int finalLength = chunk.IsLast ? input.Length - chunk.FinalFrameAt - FrameFormat.FinalOverhead : 0;
        chunk.FinalOutputAt = frames * _frameLength;
        chunk.OutputLength = chunk.FinalOutputAt + finalLength;
        chunk.Output.Grow(chunk.OutputLength, used: 0);
        Span<byte> output = chunk.Output.Span[..chunk.OutputLength];
        FrameCipher cipher = _ciphers.Rent();
        try
        {
            FrameSequence.OpenRegular(cipher, regular, _frameLength, chunk.FirstSequence, output);
            if (chunk.IsLast)
            {
                cipher.OpenFinalFrame(chunk.FirstSequence + (uint)frames, input[chunk.FinalFrameAt..], output[chunk.FinalOutputAt..]);
            }
        }
        finally
        {
            _ciphers.Return(cipher);
        }
    }

    public void Digest(Chunk chunk) => _session.Digest.Append(chunk.Input.Span[..chunk.InputLength]);

    public async ValueTask WriteAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        int released = chunk.IsLast ? chunk.FinalOutputAt : chunk.OutputLength;
        if (released > 0)
        {
            await _destination.WriteAsync(chunk.Output.Memory[..released], cancellationToken).ConfigureAwait(false);
        }

        if (chunk.IsLast)
        {
            if (NeedsDigest)
            {
                _session.Verify(_signature);
            }

            await _destination.WriteAsync(chunk.Output.Memory[released..chunk.OutputLength], cancellationToken).ConfigureAwait(false);
        }

        PlaintextLength += chunk.OutputLength;
        _progress?.Report(chunk.InputLength + (chunk.IsLast ? MessageEnd.LengthOf(_signature) : 0));
    }

    public void Dispose() => _ciphers.Dispose();

    private async ValueTask<int> FillAsync(Chunk chunk, int used, int length, CancellationToken cancellationToken)
    {
        used = await _source.FillAsync(chunk.Input, used, length, cancellationToken).ConfigureAwait(false);
        return used >= length ? used : throw Error.Truncated("body");
    }
}
