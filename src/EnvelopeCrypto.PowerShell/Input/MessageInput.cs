using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>An input that should be a message, as a stream; base64 text is decoded on the way.</summary>
internal sealed class MessageInput : IDisposable
{
    private readonly ReadOnlyMemory<byte>? _memory;
    private readonly bool _owned;

    private MessageInput(Stream stream, bool owned, ReadOnlyMemory<byte>? memory = null)
    {
        Stream = stream;
        _owned = owned;
        _memory = memory;
    }

    internal Stream Stream { get; }

    internal static MessageInput Open(InputItem item, bool fromBase64)
    {
        switch (item)
        {
            case DataInput data:
                if (data.IsText && !fromBase64)
                {
                    throw CommandError.TextIsNoMessage();
                }

                if (fromBase64 && !data.IsText)
                {
                    return new MessageInput(Base64Input.Decode(StreamOf(data.Bytes)), owned: true);
                }

                ReadOnlyMemory<byte> bytes = fromBase64 ? Base64Input.Decode(data.Bytes.Span) : data.Bytes;
                return new MessageInput(StreamOf(bytes), owned: true, bytes);
            case FileInput file:
                Stream opened = EnvelopeFiles.OpenRead(file.Path);
                return new MessageInput(fromBase64 ? Base64Input.Decode(opened) : opened, owned: true);
            default:
                Stream given = ((StreamInput)item).Stream;
                return new MessageInput(fromBase64 ? Base64Input.Decode(given) : given, owned: false);
        }
    }

    /// <summary>The whole message in memory.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(CancellationToken cancellationToken)
    {
        if (_memory is { } memory)
        {
            return memory;
        }

        using MemoryStream collected = new();
        await Stream.CopyToAsync(collected, cancellationToken);
        return collected.GetBuffer().AsMemory(0, (int)collected.Length);
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes)
    {
        ArraySegment<byte> segment = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array) ? array : bytes.ToArray();
        return new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
    }

    public void Dispose()
    {
        if (_owned)
        {
            Stream.Dispose();
        }
    }
}
