using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;

namespace EnvelopeCrypto.Managers;

/// <summary>
/// Keeps data keys for reuse within limits of age, messages and bytes, so that the manager or keyring below is asked seldom.
/// </summary>
/// <remarks>
/// <para>A message is written under a kept data key when it has the same encryption context and suite as the one that the key was made for; each message has
/// its own derived key all the same. A message is read with a kept data key when it carries the same encrypted data keys and context. Nobody is asked
/// for permission then: a permission that is withdrawn, or a key that is disabled, takes effect at the maximum age.</para>
/// <para>Requests go past the cache when the suite derives no key, when the length of the plaintext is unknown, and when it exceeds the byte limit.
/// Requests that miss at the same time make one call. It is the first one's, on its thread, but is cancelled only when all of them are; when it
/// fails, it fails for all, and the next request tries anew. Those that did not make the call count as hits, and their materials as from the cache.</para>
/// <para>Thread-safe when the manager below is. It owns a cache that it made itself, and nothing else. Do not put it over a manager that keeps keys
/// too: neither would know of the other's use.</para>
/// <para>Specification: framework/caching-cmm.md.</para>
/// </remarks>
public sealed class CachingMaterialsManager : IMaterialsManager, IDisposable
{
    private const int RandomPartitionLength = 32;

    private readonly CachingCounters _counters = new();
    private readonly CachedEncryption _encryption;
    private readonly CachedDecryption _decryption;
    private readonly LocalMaterialsCache? _ownCache;
    private volatile bool _disposed;

    /// <summary>Keeps what a materials manager returns.</summary>
    /// <param name="manager">The manager below; not a caching one.</param>
    /// <param name="thresholds">How long and how much a data key may be used.</param>
    /// <param name="cache">Where to keep; null for a new <see cref="LocalMaterialsCache"/> of the default capacity.</param>
    /// <param name="partitionId">Managers that share a cache share entries if, and only if, their partition ids are equal: give equal ones only to
    /// managers with the same keys. Null for a random one.</param>
    /// <param name="timeProvider">The clocks that ages are measured by; null for the system's.</param>
    /// <exception cref="ArgumentException">The manager is a caching one, or the partition id is empty or no valid Unicode.</exception>
    public CachingMaterialsManager(
        IMaterialsManager manager,
        CachingThresholds thresholds,
        IMaterialsCache? cache = null,
        string? partitionId = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(thresholds);
        if (manager is CachingMaterialsManager)
        {
            throw new ArgumentException("A caching materials manager over another would use its keys beyond their limits.", nameof(manager));
        }

        PartitionId = partitionId ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(RandomPartitionLength));
        CacheEntryIds ids = CreateIds(PartitionId);
        timeProvider ??= TimeProvider.System;
        _ownCache = cache is null ? new LocalMaterialsCache(timeProvider: timeProvider) : null;
        Cache = cache ?? _ownCache!;
        Manager = manager;
        Thresholds = thresholds;
        GuardedCache guarded = new(Cache);
        _encryption = new CachedEncryption(manager, guarded, ids, thresholds, _counters, timeProvider);
        _decryption = new CachedDecryption(manager, guarded, ids, thresholds, _counters, timeProvider);
    }

    /// <summary>Keeps what a keyring makes and opens, under a random partition id.</summary>
    /// <param name="keyring">The keyring, to be asked through a <see cref="DefaultMaterialsManager"/>.</param>
    /// <param name="thresholds">How long and how much a data key may be used.</param>
    /// <param name="cache">Where to keep; null for a new <see cref="LocalMaterialsCache"/> of the default capacity.</param>
    public CachingMaterialsManager(IKeyring keyring, CachingThresholds thresholds, IMaterialsCache? cache)
        : this(new DefaultMaterialsManager(keyring), thresholds, cache, partitionId: null, timeProvider: null)
    {
    }

    /// <summary>The manager below.</summary>
    public IMaterialsManager Manager { get; }

    /// <summary>Where materials are kept.</summary>
    public IMaterialsCache Cache { get; }

    /// <summary>How long and how much a data key may be used.</summary>
    public CachingThresholds Thresholds { get; }

    /// <summary>Part of all ids of this manager. It never changes.</summary>
    public string PartitionId { get; }

    /// <summary>What this manager did so far.</summary>
    public CachingStatistics Statistics => _counters.Snapshot();

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The manager was disposed of.</exception>
    /// <exception cref="Errors.MaterialsException">The cache failed or was disposed of, or the manager below returned nothing of use.</exception>
    /// <exception cref="Errors.CommitmentPolicyException">The policy does not allow the suite asked for.</exception>
    public ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _encryption.GetAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The manager was disposed of.</exception>
    /// <exception cref="Errors.MaterialsException">The cache failed or was disposed of, or the manager below returned nothing of use.</exception>
    /// <exception cref="Errors.CommitmentPolicyException">The policy does not allow the suite of the message.</exception>
    public ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _decryption.GetAsync(request, cancellationToken);
    }

    /// <summary>Ends the manager, and wipes the cache if it is its own.</summary>
    public void Dispose()
    {
        _disposed = true;
        _ownCache?.Dispose();
    }

    /// <summary>The thresholds and the manager below.</summary>
    public override string ToString() => $"caching materials manager ({Thresholds}) over {Manager}";

    private static CacheEntryIds CreateIds(string partitionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        try
        {
            return new CacheEntryIds(partitionId);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("The partition id is not valid Unicode (a surrogate stands alone).", nameof(partitionId), e);
        }
    }
}
