using System;
using System.Collections.Concurrent;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Whatever fails in the pipeline comes out as it was, ends everything else, and nothing is left running.</summary>
public sealed class PipelineFailureTests
{
    private const int Large = 12_000_000;

    /// <summary>The pipeline holds some chunks; a source is never read much further than what was written.</summary>
    private const int ReadAhead = 32 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);
    private readonly EnvelopeClient _client = new();

    public static TheoryData<int> ReadsBeforeFailure() => [0, 1, 40, 150];

    [Theory]
    [MemberData(nameof(ReadsBeforeFailure))]
    public async Task A_failing_source_ends_an_encryption_with_its_own_error(int reads)
    {
        InvalidDataException cause = new("Source.");
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Encrypt(FailingSource(new byte[Large], reads, cause), Stream.Null).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Same(cause, error);
    }

    [Theory]
    [MemberData(nameof(ReadsBeforeFailure))]
    public async Task A_failing_source_ends_a_decryption_with_its_own_error(int reads)
    {
        InvalidDataException cause = new("Source.");
        byte[] message = Message();
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Decrypt(FailingSource(message, reads, cause), Stream.Null).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Same(cause, error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_failing_destination_ends_everything_with_its_own_error_and_stops_the_reader(int writes)
    {
        InvalidDataException cause = new("Destination.");
        long read = 0;
        ScriptedStream endless = new()
        {
            OnRead = (target, _) =>
            {
                read += target.Length;
                return read > 8L * ReadAhead ? throw new InvalidOperationException("Still read.") : new ValueTask<int>(target.Length);
            },
        };

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Encrypt(endless, FailingDestination(writes, cause)).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Same(cause, error);
        Assert.InRange(read, 0, ReadAhead);

        error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Decrypt(new MemoryStream(Message()), FailingDestination(writes, cause)).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Same(cause, error);
    }

    [Fact]
    public async Task A_reader_that_waits_for_more_is_stopped_when_the_destination_fails()
    {
        InvalidDataException cause = new("Destination.");
        long served = 0;
        CancellationToken stopped = default;
        ScriptedStream waiting = new()
        {
            OnRead = async (target, token) =>
            {
                if (served > 2_000_000)
                {
                    stopped = token;
                    await Task.Delay(Timeout.Infinite, token);
                }

                served += target.Length;
                return target.Length;
            },
        };

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => Encrypt(waiting, FailingDestination(1, cause)).WaitAsync(Patience, TestContext.Current.CancellationToken));

        Assert.Same(cause, error);
        Assert.True(!stopped.CanBeCanceled || stopped.IsCancellationRequested);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    public async Task A_damaged_frame_ends_a_decryption_after_what_comes_before_it(int megabyte)
    {
        byte[] message = Message();
        message[(megabyte * 1_000_000) + 5000] ^= 1;
        using MemoryStream released = new();

        MessageAuthenticationException error = await Assert.ThrowsAsync<MessageAuthenticationException>(
            () => Decrypt(new MemoryStream(message), released).WaitAsync(Patience, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorIds.BodyAuthenticationFailed, error.ErrorId);
        Assert.Equal(0, released.Length % 4096);
        Assert.InRange(released.Length, 0, (megabyte * 1_000_000) + 5000);
        Assert.True(megabyte < 3 || released.Length > 0);
    }

    [Fact]
    public async Task Progress_that_throws_ends_everything_with_its_own_error()
    {
        InvalidDataException cause = new("Progress.");
        ProgressSum failing = new() { OnFirst = () => throw cause };
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => _client.EncryptAsync(ScriptedStream.Pattern(Large), Stream.Null, new EncryptRequest(_keyring), failing, TestContext.Current.CancellationToken));
        Assert.Same(cause, error);
    }

    [Fact]
    public async Task No_task_of_the_pipeline_is_left_with_an_error_that_nobody_saw()
    {
        ConcurrentQueue<string> unobserved = new();
        void Collect(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            // Other tests run meanwhile: only what went through the pipeline is ours.
            if (args.Exception.ToString().Contains("EnvelopeCrypto.Streaming", StringComparison.Ordinal))
            {
                unobserved.Enqueue(args.Exception.ToString());
            }
        }

        TaskScheduler.UnobservedTaskException += Collect;
        try
        {
            byte[] message = Message();
            for (int i = 0; i < 12; i++)
            {
                await FailAsync(message, i);
            }

            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Collect;
        }

        Assert.Empty(unobserved);
    }

    private static ScriptedStream FailingSource(byte[] data, int reads, Exception cause)
    {
        int position = 0;
        int done = 0;
        return new ScriptedStream
        {
            OnRead = (target, _) =>
            {
                if (done++ == reads)
                {
                    throw cause;
                }

                int count = Math.Min(Math.Min(65_536, target.Length), data.Length - position);
                data.AsMemory(position, count).CopyTo(target);
                position += count;
                return new ValueTask<int>(count);
            },
        };
    }

    private static ScriptedStream FailingDestination(int writes, Exception cause)
    {
        int done = 0;
        return new ScriptedStream { OnWrite = (_, _) => done++ == writes ? throw cause : ValueTask.CompletedTask };
    }

    private Task<EncryptResult> Encrypt(Stream source, Stream destination) => Task.Run(
        () => _client.EncryptAsync(source, destination, new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken));

    private Task<DecryptResult> Decrypt(Stream source, Stream destination) => Task.Run(
        () => _client.DecryptAsync(source, destination, new DecryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken));

    private byte[] Message() => _client.Encrypt(
        new byte[Large], new(_keyring) { FrameLength = 4096, AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384 }).Message;

    /// <summary>A method of its own, so that its tasks are garbage when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task FailAsync(byte[] message, int round)
    {
        byte[] damaged = [.. message];
        damaged[((round % 4) * 3_000_000) + 5000] ^= 1;
        damaged[5_000_000 + round] ^= 1;
        await Record(Decrypt(new MemoryStream(damaged), Stream.Null));
        await Record(Decrypt(new MemoryStream(message, 0, 5_000_000), Stream.Null));
        await Record(Decrypt(FailingSource(damaged, round * 15, new InvalidDataException()), Stream.Null));
        await Record(Encrypt(FailingSource(message, round * 15, new InvalidDataException()), FailingDestination(round, new InvalidDataException())));

        static async Task Record(Task task)
        {
            Exception? error = await Xunit.Record.ExceptionAsync(() => task.WaitAsync(Patience));
            Assert.False(error is null or TimeoutException, error?.Message);
        }
    }
}
