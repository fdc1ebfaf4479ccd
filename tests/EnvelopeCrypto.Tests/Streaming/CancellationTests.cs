using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class CancellationTests
{
    private const int ReadAhead = 32 * 1024 * 1024;

    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);
    private readonly EnvelopeClient _client = new();

    [Fact]
    public async Task What_is_cancelled_before_it_begins_asks_for_no_key_and_reads_and_writes_nothing()
    {
        byte[] message = _client.Encrypt(new byte[10], new EncryptRequest(_keyring)).Message;
        int calls = _keyring.Calls;
        CancellationToken cancelled = new(canceled: true);
        int touched = 0;
        ScriptedStream stream = new()
        {
            OnRead = (_, _) =>
            {
                touched++;
                return new ValueTask<int>(0);
            },
            OnWrite = (_, _) =>
            {
                touched++;
                return ValueTask.CompletedTask;
            },
        };

        await DemandCancelledAsync(() => _client.EncryptAsync(stream, stream, new EncryptRequest(_keyring), progress: null, cancelled), cancelled);
        await DemandCancelledAsync(() => _client.DecryptAsync(stream, stream, new DecryptRequest(_keyring), progress: null, cancelled), cancelled);
        await DemandCancelledAsync(() => _client.ReadHeaderAsync(stream, cancelled), cancelled);
        await DemandCancelledAsync(() => _client.EncryptAsync(new byte[10], new EncryptRequest(_keyring), cancelled).AsTask(), cancelled);
        await DemandCancelledAsync(() => _client.DecryptAsync(message, new DecryptRequest(_keyring), cancelled).AsTask(), cancelled);

        Assert.Equal(0, touched);
        Assert.Equal(calls, _keyring.Calls);
    }

    /// <summary>Many streams ignore the token; the loop between them must not.</summary>
    [Theory]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task Streams_that_ignore_cancellation_are_left_soon_after_it(int frameLength)
    {
        const long After = 3_000_000;
        using CancellationTokenSource stop = new();
        long read = 0;
        ScriptedStream endless = new()
        {
            OnRead = (target, _) =>
            {
                read += target.Length;
                if (read > After)
                {
                    stop.Cancel();
                }

                return read > After + (8L * ReadAhead) ? throw new InvalidOperationException("Still read.") : new ValueTask<int>(target.Length);
            },
        };
        ScriptedStream sink = new() { OnWrite = static (_, _) => ValueTask.CompletedTask };

        await DemandCancelledAsync(() => _client.EncryptAsync(endless, sink, new(_keyring) { FrameLength = frameLength }, progress: null, stop.Token), stop.Token);

        Assert.InRange(read, After, After + ReadAhead + (2L * frameLength));
    }

    /// <summary>The source waits for a write before each read, so that the pipeline always has a free buffer to go on with.</summary>
    [Fact]
    public async Task A_source_slower_than_the_destination_is_left_as_well()
    {
        using CancellationTokenSource stop = new();
        using SemaphoreSlim written = new(3);
        int reads = 0;
        ScriptedStream slow = new()
        {
            OnRead = async (target, _) =>
            {
                await written.WaitAsync(CancellationToken.None);
                if (++reads == 20)
                {
                    await stop.CancelAsync();
                }

                return reads == 60 ? throw new InvalidOperationException("Still read.") : target.Length;
            },
        };
        ScriptedStream sink = new()
        {
            OnWrite = (_, _) =>
            {
                written.Release();
                return ValueTask.CompletedTask;
            },
        };

        await DemandCancelledAsync(() => _client.EncryptAsync(slow, sink, new EncryptRequest(_keyring), progress: null, stop.Token), stop.Token);

        Assert.InRange(reads, 20, 30);
    }

    [Fact]
    public async Task A_decryption_is_left_soon_after_it_is_cancelled()
    {
        byte[] message = _client.Encrypt(new byte[64 * 1024 * 1024], new(_keyring) { FrameLength = 4096 }).Message;
        using CancellationTokenSource stop = new();
        int at = 0;
        ScriptedStream source = new()
        {
            OnRead = (target, _) =>
            {
                int count = Math.Min(target.Length, message.Length - at);
                message.AsMemory(at, count).CopyTo(target);
                at += count;
                return new ValueTask<int>(count);
            },
        };
        long written = 0;
        ScriptedStream sink = new()
        {
            OnWrite = (data, _) =>
            {
                written += data.Length;
                stop.Cancel();
                return ValueTask.CompletedTask;
            },
        };

        await DemandCancelledAsync(() => _client.DecryptAsync(source, sink, new DecryptRequest(_keyring), progress: null, stop.Token), stop.Token);

        Assert.InRange(at, 1, ReadAhead);
        Assert.InRange(written, 1, ReadAhead);
    }

    [Fact]
    public async Task A_source_that_waits_is_left_at_once()
    {
        using CancellationTokenSource stop = new();
        ScriptedStream waiting = new()
        {
            OnRead = async (_, token) =>
            {
                stop.CancelAfter(TimeSpan.FromMilliseconds(1));
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
        };

        await DemandCancelledAsync(() => _client.EncryptAsync(waiting, Stream.Null, new EncryptRequest(_keyring), progress: null, stop.Token), stop.Token);
        await DemandCancelledAsync(() => _client.DecryptAsync(waiting, Stream.Null, new DecryptRequest(_keyring), progress: null, stop.Token), stop.Token);
    }

    /// <summary>The exception carries the caller's token, by which callers tell their own cancellation from another's.</summary>
    private static async Task DemandCancelledAsync(Func<Task> run, CancellationToken token) =>
        Assert.Equal(token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(run)).CancellationToken);
}
