using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.Streaming;

/// <summary>Reads a stream, seekable or not, with a look ahead for the header; what was read too far is handed out first afterwards.</summary>
internal sealed class MessageSource : IDisposable
{
    private readonly Stream _stream;
    private readonly SecretBuffer _ahead = new();
    private int _start;
    private int _end;

    internal MessageSource(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Bytes handed out so far.</summary>
    internal long Consumed { get; private set; }

    public void Dispose() => _ahead.Dispose();

    /// <summary>Reads a header.</summary>
    internal async ValueTask<MessageHeader> ReadHeaderAsync(int maxEncryptedDataKeys, CancellationToken cancellationToken)
    {
        HeaderParser parser = new(maxEncryptedDataKeys);
        int wanted = InputDamage.Window;
        bool ended = false;
        while (true)
        {
            while (!ended && _end < wanted)
            {
                if (_end == _ahead.Capacity)
                {
                    _ahead.Grow((int)Math.Min(2L * _ahead.Capacity, HeaderParser.MaxLength), _end);
                }

                int read = await ReadSomeAsync(_ahead.Memory[_end..], cancellationToken).ConfigureAwait(false);
                ended = read == 0;
                _end += read;
            }

            MessageHeader? header = parser.TryRead(_ahead.Span[.._end], out int needed);
            if (header is not null)
            {
                _start = header.Length;
                Consumed = header.Length;
                return header;
            }

            if (ended)
            {
                throw _end == 0 ? Error.EmptyInput() : InputDamage.BrokenHeader(_ahead.Span[.._end], Error.Truncated("header"));
            }

            wanted = needed;
        }
    }

    /// <summary>Fills the buffer with what comes next.</summary>
    /// <returns>Fewer bytes than asked for only at the end of the input.</returns>
    internal async ValueTask<int> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        int filled = Math.Min(target.Length, _end - _start);
        _ahead.Memory.Slice(_start, filled).CopyTo(target);
        _start += filled;
        while (filled < target.Length)
        {
            int read = await ReadSomeAsync(target[filled..], cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        Consumed += filled;
        return filled;
    }

    /// <summary>
    /// Fills a buffer up to a length that the input declares: memory follows the bytes that arrive, not the declaration.
    /// </summary>
    /// <returns>How much the buffer holds then; less than <paramref name="length"/> only at the end of the input.</returns>
    internal async ValueTask<int> FillAsync(SecretBuffer buffer, int used, int length, CancellationToken cancellationToken)
    {
        while (used < length)
        {
            if (used == buffer.Capacity)
            {
                buffer.Grow((int)Math.Min(length, 2L * buffer.Capacity), used);
            }

            int part = Math.Min(length, buffer.Capacity) - used;
            int filled = await FillAsync(buffer.Memory.Slice(used, part), cancellationToken).ConfigureAwait(false);
            used += filled;
            if (filled < part)
            {
                break;
            }
        }

        return used;
    }

    /// <summary>Many streams ignore the token, so it is looked at here as well.</summary>
    private ValueTask<int> ReadSomeAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _stream.ReadAsync(target, cancellationToken);
    }
}
