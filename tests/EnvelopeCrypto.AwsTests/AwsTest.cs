using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator;
using KmsEmulator.Callers;
using KmsEmulator.Calls;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>A test with an emulator of its own, which the keyrings reach through the AWS SDK.</summary>
public abstract class AwsTest : IAsyncLifetime
{
    protected const string Ireland = "eu-west-1";
    protected const string Ohio = "us-east-2";
    protected const string Account = "111122223333";
    protected const string OtherAccount = "444455556666";

    protected static readonly byte[] Plaintext = Encoding.UTF8.GetBytes("attack at dawn");

    private KmsEmulatorHost? _host;
    private AmazonKeyManagementServiceClient? _owner;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static EnvelopeClient Client { get; } = new();

    protected KmsEmulatorHost Host => _host ?? throw new InvalidOperationException("Not started.");

    /// <summary>The owner of the keys, in Ireland: the AWS SDK as it is.</summary>
    protected AmazonKeyManagementServiceClient Owner => _owner ??= new(
        new BasicAWSCredentials(Host.DefaultCaller.AccessKeyId, Host.DefaultCaller.SecretAccessKey),
        new AmazonKeyManagementServiceConfig { ServiceURL = Host.BaseAddress.ToString(), AuthenticationRegion = Ireland });

    public async ValueTask InitializeAsync() => _host = await KmsEmulatorHost.StartAsync(cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _owner?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>The emulator, as the default caller or another.</summary>
    protected AwsKmsOptions Options(Caller? caller = null, string? region = null, TimeSpan? timeout = null) => new()
    {
        EndpointUrl = Host.BaseAddress,
        AccessKey = (caller ?? Host.DefaultCaller).AccessKeyId,
        SecretKey = (caller ?? Host.DefaultCaller).SecretAccessKey,
        SessionToken = caller?.SessionToken,
        Region = region ?? Ireland,
        Timeout = timeout ?? AwsKmsOptions.DefaultTimeout,
    };

    protected RegionalKmsClients Clients(Caller? caller = null, string? region = null, TimeSpan? timeout = null) =>
        new(new AwsKmsClientFactory(Options(caller, region, timeout)));

    protected KmsKeyring Strict(params string[] keyIds) => new(Clients(), keyIds);

    protected static async Task<byte[]> EncryptAsync(IKeyring keyring, params (string Name, string Value)[] context) =>
        (await Client.EncryptAsync(Plaintext, new EncryptRequest(keyring) { EncryptionContext = Context(context) }, Cancel)).Message;

    protected static async Task<DecryptedData> DecryptAsync(IKeyring keyring, byte[] message, CancellationToken? cancel = null)
    {
        DecryptedData opened = await Client.DecryptAsync(message, new DecryptRequest(keyring), cancel ?? Cancel);
        Assert.Equal(Plaintext, opened.Plaintext);
        return opened;
    }

    /// <summary>Asserts that decryption fails, and returns why for every encrypted data key.</summary>
    protected static async Task<DataKeyException> RefusedAsync(IKeyring keyring, byte[] message, string errorId = ErrorIds.DataKeyUnwrapFailed)
    {
        DataKeyException e = await Assert.ThrowsAsync<DataKeyException>(() => DecryptAsync(keyring, message));
        Assert.Equal(errorId, e.ErrorId);
        Assert.All(e.Failures, failure => Assert.Contains(failure.Message, e.Message, StringComparison.Ordinal));
        return e;
    }

    /// <summary>Asserts that decryption fails for one reason, and returns what KMS had to do with it.</summary>
    protected static async Task<KmsException> RefusedAsync(IKeyring keyring, byte[] message, DataKeyFailureReason reason)
    {
        DataKeyFailure failure = Assert.Single((await RefusedAsync(keyring, message)).Failures);
        Assert.Equal(reason, failure.Reason);
        return Assert.IsType<KmsException>(failure.Exception);
    }

    protected static EncryptionContext Context(params (string Name, string Value)[] pairs) =>
        EncryptionContext.Create(pairs.Select(static pair => new KeyValuePair<string, string>(pair.Name, pair.Value)));

    protected static IEnumerable<string> KeyIds(byte[] message) => Client.ReadHeader(message).EncryptedDataKeys.Select(static key => key.KeyId);

    /// <summary>Operation, Region and key of the calls, oldest first.</summary>
    protected IEnumerable<string> Calls() => Host.Calls.Snapshot().Select(static call => $"{call.Operation} {call.Region} {call.KeyId}");

    /// <summary>The calls, and how they ended.</summary>
    protected IReadOnlyList<CallRecord> Records() => Host.Calls.Snapshot();
}
