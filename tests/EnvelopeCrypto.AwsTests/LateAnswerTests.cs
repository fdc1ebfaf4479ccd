using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>An answer of AWS KMS that comes when nobody waits for it any more: the data key in it is zeroed all the same.</summary>
public sealed class LateAnswerTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private readonly byte[] _plaintext = new byte[32];

    public LateAnswerTests()
    {
        _plaintext.AsSpan().Fill(0xAB);
    }

    [Fact]
    public async Task A_data_key_that_was_generated_is_zeroed()
    {
        using LateClient late = new();
        await CancelAsync(late, (client, cancel) => client.GenerateDataKeyAsync(Key, 32, EncryptionContext.Empty, [], cancel).AsTask());

        late.Generated.SetResult(new GenerateDataKeyResponse { KeyId = Key, Plaintext = Stream(), CiphertextBlob = new MemoryStream([1]) });

        Assert.Equal(new byte[32], _plaintext);
    }

    [Fact]
    public async Task A_data_key_that_was_decrypted_is_zeroed()
    {
        using LateClient late = new();
        await CancelAsync(late, (client, cancel) => client.DecryptAsync(Key, new byte[] { 1 }, EncryptionContext.Empty, [], cancel).AsTask());

        late.Decrypted.SetResult(new DecryptResponse { KeyId = Key, Plaintext = Stream() });

        Assert.Equal(new byte[32], _plaintext);
    }

    private static async Task CancelAsync(LateClient late, Func<IKmsClient, CancellationToken, Task> call)
    {
        using CancellationTokenSource cancel = new();
        Task waiting = call(new AwsKmsClient(late, "nowhere", TimeSpan.FromMinutes(5)), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private MemoryStream Stream() => new(_plaintext, 0, _plaintext.Length, writable: true, publiclyVisible: true);

    /// <summary>Answers when a test says so, and takes no notice of a cancellation.</summary>
    private sealed class LateClient() : AmazonKeyManagementServiceClient(new BasicAWSCredentials("a", "b"), RegionEndpoint.EUWest1)
    {
        internal TaskCompletionSource<GenerateDataKeyResponse> Generated { get; } = new();

        internal TaskCompletionSource<DecryptResponse> Decrypted { get; } = new();

        public override Task<GenerateDataKeyResponse> GenerateDataKeyAsync(GenerateDataKeyRequest request, CancellationToken cancellationToken = default) =>
            Generated.Task;

        public override Task<DecryptResponse> DecryptAsync(Amazon.KeyManagementService.Model.DecryptRequest request, CancellationToken cancellationToken = default) =>
            Decrypted.Task;
    }
}
