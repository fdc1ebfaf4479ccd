using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Reads plaintext, seals it in frames, writes them. The final frame is full where the plaintext divides evenly.</summary>
internal sealed class EncryptStages : IChunkStages, IDisposable
{
    private readonly EncryptionSession _session;
    private readonly MessageSource _source;
    private readonly Stream _destination;
    private readonly IProgress<long>? _progress;
    private readonly CipherPool _ciphers;
    private readonly int _frameLength;
    private readonly int _framesPerChunk;
    private long _nextSequence = 1;
    private bool _hasCarry;
    private byte _carry;

    internal EncryptStages(EncryptionSession session, Stream source, Stream destination, IProgress<long>? progress)
    {
        _session = session;
        _source = new MessageSource(source);
        _destination = destination;
        _progress = progress;
        _ciphers = new CipherPool(session.CreateCipher);
        _frameLength = session.FrameLength;
        _framesPerChunk = Chunk.FramesPerChunk(_frameLength + FrameFormat.RegularOverhead);
    }

    /// <summary>One byte more than the frames: it tells whether anything follows, and becomes the first of the next chunk.</summary>
    public int ChunkLength => (_framesPerChunk * _frameLength) + 1;

    public bool NeedsDigest => _session.Digest.IsNeeded;

    internal long PlaintextLength { get; private set; }

    internal long BodyLength { get; private set; }

    public async ValueTask ReadAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        int used = 0;
        if (_hasCarry)
        {
            chunk.Input.Span[used++] = _carry;
            _carry = 0;
        }

        used = await _source.FillAsync(chunk.Input, used, ChunkLength, cancellationToken).ConfigureAwait(false);
        _hasCarry = used == ChunkLength;
        if (_hasCarry)
        {
            _carry = chunk.Input.Span[--used];
        }

        chunk.InputLength = used;
        chunk.IsLast = !_hasCarry;
        PlaintextLength += used;
        DemandLength(chunk.IsLast);
        chunk.FirstSequence = (uint)_nextSequence;
        _nextSequence += _framesPerChunk;
    }

    public void Process(Chunk chunk)
    {
        ReadOnlySpan<byte> plaintext = chunk.Input.Span[..chunk.InputLength];
        long regular = chunk.IsLast ? FrameFormat.RegularFrameCount(plaintext.Length, (uint)_frameLength) : _framesPerChunk;
        chunk.OutputLength = plaintext.Length + ((int)regular * FrameFormat.RegularOverhead) + (chunk.IsLast ? FrameFormat.FinalOverhead : 0);
        chunk.Output.Grow(chunk.OutputLength, used: 0);
        Span<byte> output = chunk.Output.Span[..chunk.OutputLength];
        FrameCipher cipher = _ciphers.Rent();
        try
        {
            FrameSequence.Seal(cipher, plaintext, _frameLength, chunk.FirstSequence, chunk.IsLast, output);
        }
        finally
        {
            _ciphers.Return(cipher);
        }
    }

    public void Digest(Chunk chunk) => _session.Digest.Append(chunk.Output.Span[..chunk.OutputLength]);

    public async ValueTask WriteAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        await _destination.WriteAsync(chunk.Output.Memory[..chunk.OutputLength], cancellationToken).ConfigureAwait(false);
        BodyLength += chunk.OutputLength;
        _progress?.Report(chunk.InputLength);
    }

    public void Dispose()
    {
        _ciphers.Dispose();
        _source.Dispose();
    }

    private void DemandLength(bool ended)
    {
        if ((_session.ExactLength ?? _session.Bound) is { } bound && PlaintextLength > bound)
        {
            throw Error.PlaintextTooLong(bound);
        }

        if (ended && _session.ExactLength is { } exact && PlaintextLength < exact)
        {
            throw Error.PlaintextTooShort(exact, PlaintextLength);
        }

        if (PlaintextLength > FrameFormat.MaxPlaintextLength((uint)_frameLength))
        {
            throw Error.PlaintextTooLongForFrames(_frameLength);
        }
    }
}
