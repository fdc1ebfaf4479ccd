using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsEmulator.Calls;
using KmsEmulator.Faults;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class FaultTests : KmsTest
{
    // The SDK repeats a request whose connection breaks up to ten times, whatever its MaxErrorRetry says.
    private const int MoreThanTheSdkRetries = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] TwiceThrottled = ["ThrottlingException", "ThrottlingException", CallRecord.Success];

    [Fact]
    public async Task Throttling_ends_after_as_many_requests_as_asked_for()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 2 });

        AmazonKeyManagementServiceException error = await FailsAsync("ThrottlingException", () => GenerateAsync(Kms, key));
        await FailsAsync("ThrottlingException", () => GenerateAsync(Kms, key));
        GenerateDataKeyResponse made = await GenerateAsync(Kms, key);

        Assert.Equal("You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.", error.Message);
        Assert.Equal(32, made.Plaintext.Length);
        Assert.Empty(Host.Faults.Snapshot());
    }

    [Fact]
    public async Task The_SDK_retries_what_is_throttled()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 2 });

        Assert.Equal(32, (await GenerateAsync(Client(retries: 2), key)).Plaintext.Length);

        Assert.Equal(TwiceThrottled, Host.Calls.Snapshot().Select(call => call.Outcome));
        Assert.Equal(["Throttle", "Throttle", null], Host.Calls.Snapshot().Select(call => call.Fault));
    }

    [Fact]
    public async Task A_fault_hits_only_its_operation_and_Region()
    {
        string key = Host.CreateKey(Region);
        string other = Host.CreateKey(OtherRegion);
        InjectedFault fault = Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 5, Operation = "GenerateDataKey", Region = OtherRegion });

        await GenerateAsync(Kms, key);
        await Client(OtherRegion).DescribeKeyAsync(new DescribeKeyRequest { KeyId = other }, Cancel);
        Assert.Equal(5, fault.Remaining);
        Assert.False(fault.Hit.IsCompleted);

        await FailsAsync("ThrottlingException", () => GenerateAsync(Client(OtherRegion), other));
        Assert.Equal(4, fault.Remaining);
        Assert.True(fault.Hit.IsCompletedSuccessfully);
        Host.Faults.Clear();
        await GenerateAsync(Client(OtherRegion), other);
    }

    [Fact]
    public async Task An_internal_error_has_status_500()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.InternalError));

        await FailsAsync<KMSInternalException>("KMSInternalException", () => GenerateAsync(Kms, key), HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Any_error_can_be_asked_for_by_name()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = "KeyUnavailableException" });
        Host.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = "DependencyTimeoutException", ErrorMessage = "Too slow." });
        Host.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = "AccessDeniedException" });

        await FailsAsync<KeyUnavailableException>(
            "KeyUnavailableException", () => GenerateAsync(Kms, key), HttpStatusCode.InternalServerError);
        DependencyTimeoutException timeout = await FailsAsync<DependencyTimeoutException>(
            "DependencyTimeoutException", () => GenerateAsync(Kms, key), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Too slow.", timeout.Message);
        await FailsAsync("AccessDeniedException", () => GenerateAsync(Kms, key));
    }

    [Fact]
    public async Task Latency_delays_the_answer()
    {
        string key = Host.CreateKey(Region);
        TimeSpan delay = TimeSpan.FromMilliseconds(300);
        await GenerateAsync(Kms, key);
        Host.Faults.Add(new Fault(FaultKind.Latency) { Delay = delay });

        Stopwatch clock = Stopwatch.StartNew();
        GenerateDataKeyResponse made = await GenerateAsync(Kms, key);

        Assert.Equal(32, made.Plaintext.Length);
        Assert.InRange(clock.Elapsed, delay - TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_caller_can_give_up_a_request_that_hangs()
    {
        string key = Host.CreateKey(Region);
        InjectedFault hang = Host.Faults.Add(new Fault(FaultKind.Latency) { Delay = TimeSpan.FromHours(1) });
        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<GenerateDataKeyResponse> hanging = Kms.GenerateDataKeyAsync(
            new GenerateDataKeyRequest { KeyId = key, NumberOfBytes = 32 }, giveUp.Token);
        await hang.Hit.WaitAsync(Patience, Cancel);
        Assert.Equal(1, Host.InFlight);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        CallRecord call = await Host.Calls.WaitForAsync(_ => true, Cancel).WaitAsync(Patience, Cancel);
        Assert.Equal((CallRecord.Aborted, "Latency", key), (call.Outcome, call.Fault, call.KeyId));
        Assert.Equal(32, (await GenerateAsync(Kms, key)).Plaintext.Length);
    }

    [Fact]
    public async Task A_client_times_out_of_a_request_that_hangs()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.Latency) { Delay = TimeSpan.FromHours(1) });

        await Assert.ThrowsAnyAsync<Exception>(() => GenerateAsync(Client(timeout: TimeSpan.FromMilliseconds(200)), key));
    }

    [Fact]
    public async Task The_emulator_stops_at_once_while_requests_hang()
    {
        KmsEmulatorHost host = await KmsEmulatorHost.StartAsync(cancellationToken: Cancel);
        string key = host.CreateKey(Region);
        InjectedFault hang = host.Faults.Add(new Fault(FaultKind.Latency) { Delay = TimeSpan.FromHours(1) });
        using AmazonKeyManagementServiceClient kms = new(
            new BasicAWSCredentials(host.DefaultCaller.AccessKeyId, host.DefaultCaller.SecretAccessKey),
            new AmazonKeyManagementServiceConfig { ServiceURL = host.BaseAddress.ToString(), AuthenticationRegion = Region, MaxErrorRetry = 0 });
        Task<GenerateDataKeyResponse> hanging = GenerateAsync(kms, key);
        await hang.Hit.WaitAsync(Patience, Cancel);

        await host.DisposeAsync().AsTask().WaitAsync(Patience, Cancel);

        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    [Fact]
    public async Task A_reset_connection_is_a_network_error_and_nothing_was_done()
    {
        Host.Faults.Add(new Fault(FaultKind.ConnectionReset) { Operation = "CreateKey", Count = MoreThanTheSdkRetries });

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => Kms.CreateKeyAsync(new CreateKeyRequest(), Cancel));

        Assert.Equal(SocketError.ConnectionReset, FindSocketError(error));
        Assert.All(Host.Calls.Snapshot(), call => Assert.Equal((CallRecord.Aborted, "ConnectionReset"), (call.Outcome, call.Fault)));
        Assert.Empty((await Kms.ListKeysAsync(new ListKeysRequest(), Cancel)).Keys ?? []);
    }

    [Fact]
    public async Task The_SDK_retries_a_reset_connection()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.ConnectionReset) { Count = 2 });

        Assert.Equal(32, (await GenerateAsync(Kms, key)).Plaintext.Length);
        Assert.Equal([CallRecord.Aborted, CallRecord.Aborted, CallRecord.Success], Host.Calls.Snapshot().Select(call => call.Outcome));
    }

    [Fact]
    public async Task A_cut_response_is_an_error_though_the_request_was_carried_out()
    {
        InjectedFault fault = Host.Faults.Add(new Fault(FaultKind.CutResponse) { Count = MoreThanTheSdkRetries });

        AmazonUnmarshallingException error = await Assert.ThrowsAsync<AmazonUnmarshallingException>(
            () => Kms.CreateKeyAsync(new CreateKeyRequest(), Cancel));

        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(error.InnerException).HttpRequestError);
        int cut = MoreThanTheSdkRetries - fault.Remaining;
        Host.Faults.Clear();
        Assert.Equal(cut, (await Kms.ListKeysAsync(new ListKeysRequest(), Cancel)).Keys.Count);
    }

    [Theory]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.MalformedJson)]
    public async Task An_answer_that_is_no_JSON_is_an_error_of_the_client(FaultKind kind)
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(kind));

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => GenerateAsync(Kms, key));

        Assert.Equal(CallRecord.Success, Assert.Single(Host.Calls.Snapshot()).Outcome);
        Assert.Equal(32, (await GenerateAsync(Kms, key)).Plaintext.Length);
    }

    [Fact]
    public async Task A_truncated_answer_is_whole_to_HTTP()
    {
        string key = Host.CreateKey(Region);
        using HttpClient http = new() { BaseAddress = Host.BaseAddress };
        using HttpResponseMessage whole = await http.SendAsync(DescribeDirectly(key), Cancel);
        Host.Faults.Add(new Fault(FaultKind.TruncatedJson));
        using HttpResponseMessage half = await http.SendAsync(DescribeDirectly(key), Cancel);

        string all = await whole.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, half.StatusCode);
        Assert.Equal(all[..(all.Length / 2)], await half.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_answer_can_name_a_wrong_key()
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId));
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId) { Operation = "Encrypt", KeyId = "nonsense" });

        await Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key }, Cancel);
        GenerateDataKeyResponse wrong = await GenerateAsync(Kms, key);
        EncryptResponse nonsense = await EncryptAsync(key);
        DecryptResponse right = await Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = wrong.CiphertextBlob, KeyId = key }, Cancel);

        Assert.NotEqual(key, wrong.KeyId);
        Assert.StartsWith($"arn:aws:kms:{Region}:111122223333:key/", wrong.KeyId, StringComparison.Ordinal);
        Assert.Equal("nonsense", nonsense.KeyId);
        Assert.Equal(key, right.KeyId);
        Assert.Equal(wrong.Plaintext.ToArray(), right.Plaintext.ToArray());
    }

    [Theory]
    [InlineData(null, 31)]
    [InlineData(0, 0)]
    [InlineData(33, 33)]
    public async Task An_answer_can_have_a_plaintext_of_a_wrong_length(int? asked, int expected)
    {
        string key = Host.CreateKey(Region);
        Host.Faults.Add(new Fault(FaultKind.WrongPlaintextLength) { Count = 2, PlaintextLength = asked });

        GenerateDataKeyResponse made = await GenerateAsync(Kms, key);
        DecryptResponse opened = await Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = made.CiphertextBlob }, Cancel);

        Assert.Equal(expected, made.Plaintext?.Length ?? 0);
        Assert.Equal(expected, opened.Plaintext?.Length ?? 0);
        Assert.Equal(32, (await Kms.DecryptAsync(new DecryptRequest { CiphertextBlob = made.CiphertextBlob }, Cancel)).Plaintext.Length);
    }

    [Fact]
    public async Task A_fault_leaves_the_errors_of_KMS_as_they_are()
    {
        Host.Faults.Add(new Fault(FaultKind.WrongKeyId));

        await FailsAsync<NotFoundException>("NotFoundException", () => GenerateAsync(Kms, "alias/absent"));
    }

    [Fact]
    public void A_fault_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Host.Faults.Add(new Fault(FaultKind.Latency) { Delay = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentException>(() => Host.Faults.Add(new Fault(FaultKind.Error)));
    }

    private static Task<GenerateDataKeyResponse> GenerateAsync(AmazonKeyManagementServiceClient kms, string keyId) =>
        kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, NumberOfBytes = 32 }, Cancel);

    private HttpRequestMessage DescribeDirectly(string key) =>
        SignedPost.Make(Host, Region, "DescribeKey", $$"""{"KeyId":"{{key}}"}""");

    private static SocketError? FindSocketError(Exception? error)
    {
        while (error is not null and not SocketException)
        {
            error = error.InnerException;
        }

        return (error as SocketException)?.SocketErrorCode;
    }
}
