using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Caching;

/// <summary>What messages are written with: a data key, the same encrypted, suite and context, and for suites with signature the signing key.</summary>
/// <remarks>Specification: framework/cryptographic-materials-cache.md, "Cache Entry". Thread-safe.</remarks>
public sealed class EncryptionCacheEntry : MaterialsCacheEntry
{
    private readonly MessageSigningKey? _signingKey;
    private readonly EncryptedDataKey[] _encryptedDataKeys;
    private ulong _bytes;

    /// <param name="origin">Where the entry comes from.</param>
    /// <param name="materials">Complete; they keep their keys, of which the entry takes shares.</param>
    /// <param name="bytes">The plaintext of the message that the materials were asked for, already counted with it.</param>
    internal EncryptionCacheEntry(EntryOrigin origin, EncryptionMaterials materials, long bytes)
        : base(origin, materials.SuiteInfo, materials.DataKey!)
    {
        _signingKey = materials.SigningKey?.Share();
        _encryptedDataKeys = [.. materials.EncryptedDataKeys];
        EncryptionContext = materials.EncryptionContext;
        RequiredContextNames = materials.RequiredContextNames;
        Charge(bytes);
    }

    /// <inheritdoc/>
    public override CacheEntryKind Kind => CacheEntryKind.Encryption;

    /// <inheritdoc/>
    public override EncryptionContext EncryptionContext { get; }

    /// <inheritdoc/>
    public override IReadOnlySet<string> RequiredContextNames { get; }

    /// <summary>The data key as the messages carry it.</summary>
    public IReadOnlyList<EncryptedDataKey> EncryptedDataKeys => _encryptedDataKeys;

    /// <inheritdoc/>
    public override IReadOnlyList<string> KeyIds => [.. _encryptedDataKeys.Select(static key => key.KeyId)];

    /// <summary>How many bytes of plaintext the data key was used for.</summary>
    public long Bytes => (long)Math.Min(Volatile.Read(ref _bytes), long.MaxValue);

    /// <summary>How many messages more its manager will use the data key for.</summary>
    public long MessagesLeft => Math.Max(0, Thresholds.MaxMessages - Messages);

    /// <summary>How many bytes of plaintext more its manager will use the data key for.</summary>
    public long BytesLeft => Math.Max(0, Thresholds.MaxBytes - Bytes);

    /// <summary>
    /// Counts a message and its bytes, before it is known whether the entry may be used for them: so the totals of two threads are never the same,
    /// and whoever gets one within the limits may go on.
    /// </summary>
    /// <param name="bytes">Not negative.</param>
    /// <returns>The totals, this message included. Bytes stop at the greatest value, above any limit.</returns>
    internal (long Messages, ulong Bytes) Charge(long bytes)
    {
        ulong seen = Volatile.Read(ref _bytes);
        while (true)
        {
            ulong sum = ulong.MaxValue - seen < (ulong)bytes ? ulong.MaxValue : seen + (ulong)bytes;
            ulong found = Interlocked.CompareExchange(ref _bytes, sum, seen);
            if (found == seen)
            {
                return (ChargeMessage(), sum);
            }

            seen = found;
        }
    }

    /// <summary>Materials for one message. Only while the entry is held.</summary>
    internal EncryptionMaterials CreateMaterials() =>
        new(SuiteInfo, EncryptionContext, RequiredContextNames, _encryptedDataKeys, ShareDataKey(), _signingKey?.Share());

    private protected override void DisposeSigningKey() => _signingKey?.Dispose();
}
