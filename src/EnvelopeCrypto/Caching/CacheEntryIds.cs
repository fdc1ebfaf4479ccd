using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Caching;

/// <summary>Computes the ids of cache entries for one partition.</summary>
/// <remarks>
/// <para>The formulas that the ESDKs publish vectors for, with H = SHA-512 and P = H(partition id): on encryption H(P, 00, H(context)), or H(P, 01, suite,
/// H(context)) where a suite is asked for; on decryption H(P, suite, sorted H(encrypted data key)s, 64 zero bytes, H(context)).</para>
/// <para>They leave out some of what a request may differ in. Where it does, a hash of that follows at the end, which is this library's own: on encryption of
/// the context names that are not to be stored, and of a policy that has another default suite; on decryption of the reproduced context.</para>
/// <para>Specification: changes/2020-07-17_cache-entry-identifier-formulas.</para>
/// </remarks>
internal sealed class CacheEntryIds
{
    private const int HashLength = SHA512.HashSizeInBytes;
    private const int StackLength = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _partition;

    /// <exception cref="EncoderFallbackException">The partition id is not valid Unicode.</exception>
    internal CacheEntryIds(string partitionId)
    {
        _partition = SHA512.HashData(StrictUtf8.GetBytes(partitionId));
    }

    internal CacheEntryId ForEncryption(EncryptionMaterialsRequest request)
    {
        Span<byte> input = stackalloc byte[(3 * HashLength) + 1 + sizeof(ushort)];
        _partition.CopyTo(input);
        int length = HashLength;
        input[length++] = request.AlgorithmSuite is null ? (byte)0 : (byte)1;
        if (request.AlgorithmSuite is { } suite)
        {
            BinaryPrimitives.WriteUInt16BigEndian(input[length..], (ushort)suite);
            length += sizeof(ushort);
        }

        length += SHA512.HashData(request.EncryptionContext.Serialized.Span, input[length..]);
        bool otherDefault = request.AlgorithmSuite is null && request.CommitmentPolicy == CommitmentPolicy.ForbidEncryptAllowDecrypt;
        if (otherDefault || request.RequiredContextNames.Count > 0)
        {
            length += SHA512.HashData(OwnPart(otherDefault, request.RequiredContextNames), input[length..]);
        }

        return Hash(input[..length]);
    }

    internal CacheEntryId ForDecryption(DecryptionMaterialsRequest request)
    {
        int keys = request.EncryptedDataKeys.Count;
        int longest = HashLength + sizeof(ushort) + (HashLength * (keys + 3));
        byte[]? rented = longest > StackLength ? ArrayPool<byte>.Shared.Rent(longest) : null;
        Span<byte> input = rented ?? stackalloc byte[StackLength];
        _partition.CopyTo(input);
        int length = HashLength;
        BinaryPrimitives.WriteUInt16BigEndian(input[length..], (ushort)request.AlgorithmSuite);
        length += sizeof(ushort);
        length += HashSorted(request.EncryptedDataKeys, input[length..]);
        input.Slice(length, HashLength).Clear();
        length += HashLength;
        length += SHA512.HashData(request.StoredContext.Serialized.Span, input[length..]);
        if (request.ReproducedContext.Count > 0)
        {
            length += SHA512.HashData(request.ReproducedContext.Serialized.Span, input[length..]);
        }

        CacheEntryId id = Hash(input[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return id;
    }

    private static CacheEntryId Hash(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        SHA512.HashData(input, hash);
        return new CacheEntryId(hash);
    }

    /// <summary>Equal keys are hashed as often as they are there.</summary>
    private static int HashSorted(IReadOnlyList<EncryptedDataKey> keys, Span<byte> target)
    {
        if (keys.Count == 1)
        {
            return HashKey(keys[0], target);
        }

        byte[][] hashes = new byte[keys.Count][];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new byte[HashLength];
            HashKey(keys[i], hashes[i]);
        }

        Array.Sort(hashes, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(target[(i * HashLength)..]);
        }

        return hashes.Length * HashLength;
    }

    private static int HashKey(EncryptedDataKey key, Span<byte> target)
    {
        int length = key.SerializedLength;
        byte[]? rented = length > StackLength ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> serialized = (rented ?? stackalloc byte[StackLength])[..length];
        key.Serialize(serialized);
        int written = SHA512.HashData(serialized, target);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return written;
    }

    private static byte[] OwnPart(bool otherDefault, IReadOnlySet<string> requiredNames)
    {
        EncryptionContext names = EncryptionContext.Create(requiredNames.Select(static name => new KeyValuePair<string, string>(name, "")));
        return [otherDefault ? (byte)1 : (byte)0, .. names.Serialized.Span];
    }
}
