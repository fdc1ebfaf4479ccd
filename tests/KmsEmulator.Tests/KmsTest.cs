using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsEmulator.Callers;
using Xunit;

namespace KmsEmulator.Tests;

/// <summary>A test with an emulator of its own, spoken to by the AWS SDK.</summary>
public abstract class KmsTest : IAsyncLifetime
{
    protected const string Region = "eu-west-1";
    protected const string OtherRegion = "us-east-2";
    protected const string OtherAccount = "444455556666";

    private readonly List<AmazonKeyManagementServiceClient> _clients = [];
    private KmsEmulatorHost? _host;
    private AmazonKeyManagementServiceClient? _kms;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static byte[] Secret => Encoding.UTF8.GetBytes("attack at dawn");

    /// <summary>What the emulator is started with.</summary>
    protected virtual KmsEmulatorOptions Options => new();

    protected KmsEmulatorHost Host => _host ?? throw new InvalidOperationException("Not started.");

    /// <summary>The default caller in <see cref="Region"/>, without retries.</summary>
    protected AmazonKeyManagementServiceClient Kms => _kms ??= Client();

    public async ValueTask InitializeAsync() => _host = await KmsEmulatorHost.StartAsync(port: 0, Options, Cancel);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (AmazonKeyManagementServiceClient client in _clients)
        {
            client.Dispose();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    protected AmazonKeyManagementServiceClient Client(
        string region = Region, Caller? caller = null, int retries = 0, DelegatingHandler? onTheWay = null, TimeSpan? timeout = null)
    {
        Caller who = caller ?? Host.DefaultCaller;
        AWSCredentials credentials = who.SessionToken is null
            ? new BasicAWSCredentials(who.AccessKeyId, who.SecretAccessKey)
            : new SessionAWSCredentials(who.AccessKeyId, who.SecretAccessKey, who.SessionToken);
        AmazonKeyManagementServiceConfig config = new()
        {
            ServiceURL = Host.BaseAddress.ToString(),
            AuthenticationRegion = region,
            MaxErrorRetry = retries,
            RetryMode = RequestRetryMode.Standard,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        };
        if (onTheWay is not null)
        {
            config.HttpClientFactory = new ClientThrough(onTheWay);
        }

        AmazonKeyManagementServiceClient client = new(credentials, config);
        _clients.Add(client);
        return client;
    }

    /// <summary>Makes a caller known and returns a client for it.</summary>
    protected AmazonKeyManagementServiceClient ClientOf(Caller caller, string region = Region) => Client(region, Host.Callers.Add(caller));

    /// <summary>A new key of the default caller in <see cref="Region"/>.</summary>
    protected async Task<KeyMetadata> NewKeyAsync(bool multiRegion = false) =>
        (await Kms.CreateKeyAsync(new CreateKeyRequest { MultiRegion = multiRegion }, Cancel)).KeyMetadata;

    protected Task<EncryptResponse> EncryptAsync(string keyId, params (string Key, string Value)[] context) => Kms.EncryptAsync(
        new EncryptRequest { KeyId = keyId, Plaintext = new(Secret), EncryptionContext = Context(context) }, Cancel);

    protected Task<DecryptResponse> DecryptAsync(EncryptResponse encrypted, params (string Key, string Value)[] context) => Kms.DecryptAsync(
        new DecryptRequest { CiphertextBlob = encrypted.CiphertextBlob, EncryptionContext = Context(context) }, Cancel);

    protected static Dictionary<string, string> Context(params (string Key, string Value)[] pairs)
    {
        Dictionary<string, string> context = [];
        foreach ((string key, string value) in pairs)
        {
            context.Add(key, value);
        }

        return context;
    }

    /// <summary>Asserts the exception of the SDK, the type of the error, the HTTP status and that a request id came along.</summary>
    protected static async Task<T> FailsAsync<T>(string errorCode, Func<Task> call, HttpStatusCode status = HttpStatusCode.BadRequest)
        where T : AmazonServiceException
    {
        T error = await Assert.ThrowsAsync<T>(call);
        Assert.Equal(errorCode, error.ErrorCode);
        Assert.Equal(status, error.StatusCode);
        Assert.True(Guid.TryParse(error.RequestId, out _), $"'{error.RequestId}' is no request id.");
        return error;
    }

    /// <summary>The same for errors that the SDK has no type of its own for.</summary>
    protected static Task<AmazonKeyManagementServiceException> FailsAsync(
        string errorCode, Func<Task> call, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        FailsAsync<AmazonKeyManagementServiceException>(errorCode, call, status);

    private sealed class ClientThrough : Amazon.Runtime.HttpClientFactory
    {
        private readonly DelegatingHandler _handler;

        internal ClientThrough(DelegatingHandler handler)
        {
            _handler = handler;
            _handler.InnerHandler = new SocketsHttpHandler();
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
