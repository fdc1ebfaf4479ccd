using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>A caching manager over a keyring that counts, with a clock that stands still, and short forms of what tests ask for.</summary>
internal sealed class Scene : IDisposable
{
    internal const AlgorithmSuite Unsigned = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;

    internal static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private readonly LocalMaterialsCache? _ownCache;

    internal Scene(
        long maxMessages = CachingThresholds.GreatestMaxMessages,
        long maxBytes = CachingThresholds.GreatestMaxBytes,
        IMaterialsCache? cache = null,
        string? partition = null)
    {
        Clock = new FakeClock();
        _ownCache = cache is null ? new LocalMaterialsCache(100, Clock) : null;
        Below = new RecordingManager(new DefaultMaterialsManager(Keyring));
        Manager = new CachingMaterialsManager(
            Below, new CachingThresholds(MaxAge) { MaxMessages = maxMessages, MaxBytes = maxBytes }, cache ?? _ownCache, partition, Clock);
    }

    internal FakeClock Clock { get; }

    internal RecordingKeyring Keyring { get; } = new();

    internal RecordingManager Below { get; }

    internal CachingMaterialsManager Manager { get; }

    internal LocalMaterialsCache Cache => (LocalMaterialsCache)Manager.Cache;

    internal EnvelopeClient Client { get; } = new();

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static EncryptionContext Context(string tenant) => EncryptionContext.Create([new KeyValuePair<string, string>("Tenant", tenant)]);

    internal static EncryptionMaterialsRequest Request(
        long? length = 1,
        EncryptionContext? context = null,
        AlgorithmSuite? suite = Unsigned,
        CommitmentPolicy policy = CommitmentPolicy.RequireEncryptRequireDecrypt,
        params string[] required) => new()
    {
        MaxPlaintextLength = length,
        EncryptionContext = context ?? EncryptionContext.Empty,
        AlgorithmSuite = suite,
        CommitmentPolicy = policy,
        RequiredContextNames = required.ToHashSet(StringComparer.Ordinal),
    };

    internal Task<EncryptionMaterials> AskAsync(EncryptionMaterialsRequest request, CancellationToken? cancel = null) =>
        Manager.GetEncryptionMaterialsAsync(request, cancel ?? Cancel).AsTask();

    internal Task<EncryptionMaterials> AskAsync(long? length = 1) => AskAsync(Request(length));

    /// <summary>Asks and is done with the materials at once.</summary>
    /// <returns>Whether they came from the cache.</returns>
    internal async Task<bool> UseAsync(EncryptionMaterialsRequest request)
    {
        using EncryptionMaterials materials = await AskAsync(request);
        Assert.Contains(materials.DataKey!.ToArray(), static value => value != 0);
        return materials.FromCache;
    }

    internal Task<bool> UseAsync(long? length = 1) => UseAsync(Request(length));

    internal byte[] Encrypt(int length = 10, EncryptionContext? context = null, AlgorithmSuite? suite = Unsigned, EnvelopeClient? client = null) =>
        (client ?? Client).Encrypt(
            new byte[length],
            new EncryptRequest(Manager) { EncryptionContext = context ?? EncryptionContext.Empty, AlgorithmSuite = suite }).Message;

    internal DecryptedData Decrypt(byte[] message, EncryptionContext? context = null, EnvelopeClient? client = null) =>
        (client ?? Client).Decrypt(message, new DecryptRequest(Manager) { EncryptionContext = context ?? EncryptionContext.Empty });

    /// <summary>Names the data key that a message is written under.</summary>
    internal static string KeyOf(byte[] message) =>
        Convert.ToHexString(new EnvelopeClient().ReadHeader(message).EncryptedDataKeys[0].Ciphertext.Span);

    public void Dispose()
    {
        Manager.Dispose();
        _ownCache?.Dispose();
        Keyring.Dispose();
    }
}
