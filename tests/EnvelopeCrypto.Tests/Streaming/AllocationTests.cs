using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>What frames and messages allocate: it alone runs meanwhile, as the whole process is counted.</summary>
[Collection("allocations")]
[CollectionDefinition("allocations", DisableParallelization = true)]
public sealed class AllocationTests : IDisposable
{
    private const int FrameLength = 4096;
    private const int Frames = 8192;
    private const int PerFrame = 100;
    private const int PerSealedMessage = 1800;
    private const int PerOpenedMessage = 2400;

    private readonly EnvelopeClient _client = new();
    private readonly RawAesKeyring _keyring = new("tests", "allocations", new byte[32]);

    [Theory]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    public async Task A_frame_of_a_stream_allocates_less_than_a_hundred_bytes(AlgorithmSuite suite)
    {
        EncryptRequest request = new(_keyring) { AlgorithmSuite = suite, FrameLength = FrameLength };
        using MemoryStream plaintext = new(new byte[FrameLength * Frames]);
        using MemoryStream message = new(new byte[(FrameLength + 64) * Frames]);
        await EncryptAsync();
        long written = message.Position;

        Assert.InRange(await AllocatedAsync(EncryptAsync) / Frames, 0, PerFrame);

        message.SetLength(written);
        await DecryptAsync();
        Assert.InRange(await AllocatedAsync(DecryptAsync) / Frames, 0, PerFrame);

        async Task EncryptAsync()
        {
            plaintext.Position = 0;
            message.Position = 0;
            await _client.EncryptAsync(plaintext, message, request, progress: null, TestContext.Current.CancellationToken);
        }

        async Task DecryptAsync()
        {
            message.Position = 0;
            await _client.DecryptAsync(message, Stream.Null, new DecryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_small_message_under_a_cached_data_key_allocates_a_fixed_amount_beside_its_bytes()
    {
        using CachingMaterialsManager manager = new(_keyring, new EnvelopeCrypto.Caching.CachingThresholds(TimeSpan.FromHours(1)), cache: null);
        EncryptRequest request = new(manager) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
        byte[] plaintext = RandomNumberGenerator.GetBytes(1024);
        byte[] message = _client.Encrypt(plaintext, request).Message;
        DecryptRequest decrypt = new(manager);
        _client.Decrypt(message, decrypt);

        Assert.InRange(PerCall(() => _client.Encrypt(plaintext, request)) - message.Length, 0, PerSealedMessage);
        Assert.InRange(PerCall(() => _client.Decrypt(message, decrypt)) - plaintext.Length, 0, PerOpenedMessage);
    }

    public void Dispose() => _keyring.Dispose();

    /// <summary>The least of some runs: buffers for one more worker than before are made once and kept.</summary>
    private static async Task<long> AllocatedAsync(Func<Task> work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 4; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static long PerCall(Action call)
    {
        const int Calls = 500;
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
