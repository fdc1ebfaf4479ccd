using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.CachingTests.Doubles;

/// <summary>A raw AES keyring that counts its calls, remembers the memory of each data key, and may be held up or made to fail.</summary>
internal sealed class RecordingKeyring : IKeyring, IDisposable
{
    private readonly RawAesKeyring _keyring = new("tests", "key", RandomNumberGenerator.GetBytes(32));
    private readonly ConcurrentQueue<byte[]> _dataKeys = new();
    private int _generated;
    private int _decrypted;

    /// <summary>Data keys made.</summary>
    internal int Generated => Volatile.Read(ref _generated);

    /// <summary>Data keys opened, or tried to be.</summary>
    internal int Decrypted => Volatile.Read(ref _decrypted);

    /// <summary>Runs in each call, before the work; it may wait, fail or look at the token.</summary>
    internal Func<CancellationToken, Task>? Before { get; set; }

    /// <summary>The memory of all data keys, in the order of their making. It is zeros once a key is wiped.</summary>
    internal IReadOnlyList<byte[]> DataKeyMemory => [.. _dataKeys];

    internal IEnumerable<bool> WipedKeys => DataKeyMemory.Select(static memory => memory.All(static value => value == 0));

    internal static byte[] MemoryOf(SecretBytes key) => Secret(key).Bytes;

    public async ValueTask OnEncryptAsync(EncryptionMaterials materials, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _generated);
        if (Before is not null)
        {
            await Before(cancellationToken);
        }

        await _keyring.OnEncryptAsync(materials, cancellationToken);
        Remember(materials.DataKey);
    }

    public async ValueTask OnDecryptAsync(
        DecryptionMaterials materials, IReadOnlyList<EncryptedDataKey> encryptedDataKeys, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _decrypted);
        if (Before is not null)
        {
            await Before(cancellationToken);
        }

        await _keyring.OnDecryptAsync(materials, encryptedDataKeys, cancellationToken);
        Remember(materials.DataKey);
    }

    public void Dispose() => _keyring.Dispose();

    private void Remember(SecretBytes? key)
    {
        if (key is not null)
        {
            _dataKeys.Enqueue(MemoryOf(key));
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_secret")]
    private static extern ref SharedSecret Secret(SecretBytes key);
}
