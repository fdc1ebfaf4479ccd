using System;
using System.Buffers.Binary;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Streaming;

/// <summary>Reads what follows the body: a signature, for suites that have one, and then nothing.</summary>
/// <remarks>Specification: data-format/message-footer.md; client-apis/decrypt.md, "Verify the signature".</remarks>
internal static class MessageEnd
{
    /// <summary>What a signature takes with its length; nothing where there is none, for which an empty one stands.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> signature) => signature.IsEmpty ? 0 : sizeof(ushort) + signature.Length;

    /// <param name="read">What was read beyond the body already.</param>
    /// <param name="source">Where the rest comes from.</param>
    /// <param name="signed">Whether there is a signature.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The signature; empty without one.</returns>
    internal static async ValueTask<byte[]> ReadAsync(
        ReadOnlyMemory<byte> read, MessageSource source, bool signed, CancellationToken cancellationToken)
    {
        byte[] signature = [];
        if (signed)
        {
            byte[] length = new byte[sizeof(ushort)];
            read = await FillAsync(length, read, source, cancellationToken).ConfigureAwait(false);
            signature = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            read = await FillAsync(signature, read, source, cancellationToken).ConfigureAwait(false);
        }

        bool more = !read.IsEmpty || await source.FillAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;
        return more ? throw Error.TrailingData() : signature;
    }

    /// <summary>The same for a message that is in memory.</summary>
    internal static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> rest, bool signed)
    {
        ReadOnlySpan<byte> signature = default;
        if (signed)
        {
            int length = rest.Length < sizeof(ushort) ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (rest.Length - sizeof(ushort) < length)
            {
                throw Error.Truncated("signature");
            }

            signature = rest.Slice(sizeof(ushort), length);
            rest = rest[(sizeof(ushort) + length)..];
        }

        return rest.IsEmpty ? signature : throw Error.TrailingData();
    }

    private static async ValueTask<ReadOnlyMemory<byte>> FillAsync(
        byte[] target, ReadOnlyMemory<byte> read, MessageSource source, CancellationToken cancellationToken)
    {
        int first = Math.Min(target.Length, read.Length);
        read[..first].CopyTo(target);
        int more = await source.FillAsync(target.AsMemory(first), cancellationToken).ConfigureAwait(false);
        return first + more == target.Length ? read[first..] : throw Error.Truncated("signature");
    }
}
