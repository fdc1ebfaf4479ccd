using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>The buffers in which the AWS SDK hands plaintext over, and takes it, are zeroed.</summary>
public sealed class SecretBufferTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(static number => (byte)number)];

    private readonly IAmazonKeyManagementService _service;
    private readonly StubService _stub;
    private readonly AwsKmsClient _client;

    public SecretBufferTests()
    {
        _service = DispatchProxy.Create<IAmazonKeyManagementService, StubService>();
        _stub = (StubService)_service;
        _client = new AwsKmsClient(_service, "the stub", TimeSpan.FromMinutes(1));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generated_data_key_is_taken_and_the_buffer_of_the_SDK_zeroed()
    {
        byte[] buffer = [.. Secret];
        _stub.Answer = new GenerateDataKeyResponse { KeyId = "k", Plaintext = Visible(buffer), CiphertextBlob = new MemoryStream([1]) };

        using SecretBytes taken = (await _client.GenerateDataKeyAsync("k", 32, EncryptionContext.Empty, [], Cancel)).Plaintext;

        Assert.Equal(Secret, taken.ToArray());
        Assert.All(buffer, static one => Assert.Equal(0, one));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_decrypted_data_key_is_taken_and_the_buffer_of_the_SDK_zeroed(bool visible)
    {
        byte[] buffer = [.. Secret];
        _stub.Answer = new DecryptResponse { KeyId = "k", Plaintext = visible ? Visible(buffer) : new MemoryStream(buffer) };

        using SecretBytes taken = (await _client.DecryptAsync("k", new byte[] { 1 }, EncryptionContext.Empty, [], Cancel)).Plaintext;

        Assert.Equal(Secret, taken.ToArray());
        Assert.All(buffer, static one => Assert.Equal(0, one));
    }

    [Fact]
    public async Task What_stands_in_a_buffer_beside_the_data_key_is_zeroed_with_it_and_not_taken()
    {
        byte[] buffer = [7, .. Secret, 7];
        _stub.Answer = new DecryptResponse { KeyId = "k", Plaintext = new MemoryStream(buffer, 1, 32, writable: true, publiclyVisible: true) };

        using SecretBytes taken = (await _client.DecryptAsync("k", new byte[] { 1 }, EncryptionContext.Empty, [], Cancel)).Plaintext;

        Assert.Equal(Secret, taken.ToArray());
        Assert.All(buffer, static one => Assert.Equal(0, one));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_copy_that_is_sent_for_encryption_is_zeroed_when_the_call_has_ended(bool fails)
    {
        byte[]? sent = null;
        _stub.Asked = request =>
        {
            MemoryStream plaintext = ((Amazon.KeyManagementService.Model.EncryptRequest)request).Plaintext;
            Assert.Equal(Secret, plaintext.ToArray());
            sent = (byte[])typeof(MemoryStream).GetField("_buffer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(plaintext)!;
        };
        _stub.Answer = fails ? new IOException("broken") : new EncryptResponse { KeyId = "k", CiphertextBlob = new MemoryStream([1]) };
        using SecretBytes secret = SecretBytes.CopyOf(Secret.AsSpan());

        Exception? failure = await Record.ExceptionAsync(async () => await _client.EncryptAsync("k", secret, EncryptionContext.Empty, [], Cancel));

        Assert.Equal(fails, failure is not null);
        Assert.All(sent!, static one => Assert.Equal(0, one));
        Assert.Equal(Secret, secret.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_comes_after_cancellation_is_zeroed(bool decrypts)
    {
        byte[] buffer = [.. Secret];
        TaskCompletionSource<GenerateDataKeyResponse> generated = new();
        TaskCompletionSource<DecryptResponse> decrypted = new();
        _stub.Answer = decrypts ? decrypted.Task : generated.Task;
        using CancellationTokenSource stop = new();
        Task call = decrypts
            ? _client.DecryptAsync("k", new byte[] { 1 }, EncryptionContext.Empty, [], stop.Token).AsTask()
            : _client.GenerateDataKeyAsync("k", 32, EncryptionContext.Empty, [], stop.Token).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        generated.SetResult(new GenerateDataKeyResponse { KeyId = "k", Plaintext = Visible(buffer), CiphertextBlob = new MemoryStream([1]) });
        decrypted.SetResult(new DecryptResponse { KeyId = "k", Plaintext = Visible(buffer) });

        Assert.All(buffer, static one => Assert.Equal(0, one));
    }

    [Fact]
    public async Task An_answer_without_plaintext_is_empty()
    {
        _stub.Answer = new DecryptResponse { KeyId = null };

        KmsPlaintext answer = await _client.DecryptAsync("k", new byte[] { 1 }, EncryptionContext.Empty, [], Cancel);

        Assert.Equal(0, answer.Plaintext.Length);
        Assert.Equal("", answer.KeyId);
    }

    private static MemoryStream Visible(byte[] buffer) => new(buffer, 0, buffer.Length, writable: true, publiclyVisible: true);

    /// <summary>Answers every call of the SDK's interface with one object, or fails with it.</summary>
    public class StubService : DispatchProxy
    {
        internal object Answer { get; set; } = new();

        internal Action<object> Asked { get; set; } = static _ => { };

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Asked(args![0]!);
            return Answer switch
            {
                GenerateDataKeyResponse generated => Task.FromResult(generated),
                EncryptResponse encrypted => Task.FromResult(encrypted),
                DecryptResponse decrypted => Task.FromResult(decrypted),
                Task waiting => waiting,
                Exception e => Task.FromException<EncryptResponse>(e),
                _ => throw new NotSupportedException(targetMethod?.Name),
            };
        }
    }
}
