using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator.Faults;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Retries, limits of time, cancellation.</summary>
public sealed class FaultTests : AwsTest
{
    [Theory]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.ConnectionReset)]
    public async Task Three_failures_that_pass_are_not_noticed(FaultKind kind)
    {
        string key = Host.CreateKey(Ireland);
        Host.Faults.Add(new Fault(kind) { Count = 3, Operation = "GenerateDataKey" });
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(kind) { Count = 3, Operation = "Decrypt" });

        await DecryptAsync(Strict(key), message);

        Assert.Equal(8, Records().Count);
        Assert.Equal(6, Records().Count(static call => call.Fault is not null));
    }

    [Fact]
    public async Task Throttling_that_lasts_is_told_as_such()
    {
        string key = Host.CreateKey(Ireland);
        Host.Faults.Add(new Fault(FaultKind.Throttle) { Count = 100 });

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(key)));

        Assert.Equal(ErrorIds.KmsRefused, e.ErrorId);
        Assert.Equal(DataKeyFailureReason.Throttled, e.Reason);
        Assert.Equal(Records()[^1].RequestId, e.RequestId);
    }

    [Fact]
    public async Task An_endpoint_where_nobody_listens_fails_with_its_name()
    {
        int port = FreePort();
        KmsKeyring keyring = new(
            new RegionalKmsClients(new AwsKmsClientFactory(new AwsKmsOptions
            {
                EndpointUrl = new Uri($"http://127.0.0.1:{port}"),
                AccessKey = "AKIA",
                SecretKey = "secret",
                Timeout = TimeSpan.FromSeconds(20),
            })),
            [Host.CreateKey(Ireland)]);
        Stopwatch watch = Stopwatch.StartNew();

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(keyring));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(ErrorIds.KmsUnreachable, e.ErrorId);
        Assert.Equal(DataKeyFailureReason.Network, e.Reason);
        Assert.Contains($"http://127.0.0.1:{port}/", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_takes_connections_and_is_silent_fails_when_the_time_is_up()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string endpoint = $"http://{silent.LocalEndpoint}/";
        KmsKeyring keyring = new(
            new RegionalKmsClients(new AwsKmsClientFactory(new AwsKmsOptions
            {
                EndpointUrl = new Uri(endpoint),
                AccessKey = "AKIA",
                SecretKey = "secret",
                Timeout = TimeSpan.FromSeconds(1),
            })),
            [Host.CreateKey(Ireland)]);
        Stopwatch watch = Stopwatch.StartNew();

        KmsException e = await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(keyring));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        Assert.Equal(ErrorIds.KmsUnreachable, e.ErrorId);
        Assert.Contains($"was not answered by {endpoint} within 1 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_that_hangs_is_given_up_for_another_within_the_time_of_the_call()
    {
        string key = Host.CreateKey(Ireland);
        Host.Faults.Add(new Fault(FaultKind.Latency) { Count = 1, Delay = TimeSpan.FromHours(1) });
        KmsKeyring keyring = new(Clients(timeout: TimeSpan.FromSeconds(6)), [key]);

        await EncryptAsync(keyring);

        Assert.Equal(2, Records().Count);
    }

    [Fact]
    public async Task A_call_that_hangs_is_cancelled_within_a_second()
    {
        string key = Host.CreateKey(Ireland);
        byte[] message = await EncryptAsync(Strict(key));
        Host.Faults.Add(new Fault(FaultKind.Latency) { Delay = TimeSpan.FromHours(1) });
        using CancellationTokenSource stop = new();
        Task reading = DecryptAsync(Strict(key), message, stop.Token);
        while (Host.InFlight == 0)
        {
            Assert.False(reading.IsCompleted);
            await Task.Yield();
        }

        Stopwatch watch = Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
