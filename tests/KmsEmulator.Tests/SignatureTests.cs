using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Callers;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class SignatureTests : KmsTest
{
    private readonly ShiftedClock _clock = new();

    protected override KmsEmulatorOptions Options => new() { Clock = _clock };

    [Fact]
    public async Task An_unknown_access_key_is_not_recognized()
    {
        AmazonKeyManagementServiceException error = await FailsAsync(
            "UnrecognizedClientException", () => ListAsync(Client(caller: new("AKIAUNKNOWN", "secret", "111122223333"))));

        Assert.Equal("The security token included in the request is invalid.", error.Message);
    }

    [Fact]
    public async Task A_removed_access_key_is_no_longer_recognized()
    {
        Caller leaver = new("AKIALEAVER", "secret", "111122223333");
        await ListAsync(ClientOf(leaver));

        Assert.True(Host.Callers.Remove(leaver.AccessKeyId));

        await FailsAsync("UnrecognizedClientException", () => ListAsync(Client(caller: leaver)));
    }

    [Fact]
    public async Task A_wrong_secret_gives_a_wrong_signature()
    {
        AmazonKeyManagementServiceException error = await FailsAsync(
            "InvalidSignatureException", () => ListAsync(Client(caller: Host.DefaultCaller with { SecretAccessKey = "wrong" })));

        Assert.StartsWith("The request signature we calculated does not match the signature you provided.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body", "InvalidSignatureException")]
    [InlineData("target", "InvalidSignatureException")]
    [InlineData("region", "InvalidSignatureException")]
    [InlineData("date", "InvalidSignatureException")]
    [InlineData("signature", "InvalidSignatureException")]
    [InlineData("host", "InvalidSignatureException")]
    [InlineData("token", "UnrecognizedClientException")]
    [InlineData("unsigned token", "InvalidSignatureException")]
    [InlineData("unsigned target", "InvalidSignatureException")]
    public async Task A_request_changed_on_its_way_is_refused(string change, string errorCode)
    {
        KeyMetadata key = await NewKeyAsync();
        await Kms.DisableKeyAsync(new DisableKeyRequest { KeyId = key.KeyId }, Cancel);
        AmazonKeyManagementServiceClient kms = Client(onTheWay: new OnTheWay(request => ChangeAsync(request, change)));

        await FailsAsync(errorCode, () => kms.EnableKeyAsync(new EnableKeyRequest { KeyId = key.KeyId }, Cancel));

        Assert.False((await Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key.KeyId }, Cancel)).KeyMetadata.Enabled);
    }

    [Fact]
    public async Task A_request_without_a_signature_is_told_so()
    {
        await FailsAsync("MissingAuthenticationTokenException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => request.Headers.Authorization = null))));
        await FailsAsync("IncompleteSignatureException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "token")))));
        await FailsAsync("IncompleteSignatureException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => Replace(request, "SignedHeaders=", "Headers=")))));
        await FailsAsync("IncompleteSignatureException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => Replace(request, "/aws4_request", "")))));
        await FailsAsync("IncompleteSignatureException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => request.Headers.Remove("X-Amz-Date")))));
    }

    [Fact]
    public async Task A_signature_for_another_service_or_no_Region_is_refused()
    {
        AmazonKeyManagementServiceException service = await FailsAsync("InvalidSignatureException", () => ListAsync(Client(
            onTheWay: new OnTheWay(request => Replace(request, "/kms/", "/s3/")))));
        AmazonKeyManagementServiceException region = await FailsAsync("InvalidSignatureException", () => ListAsync(Client("nowhere")));

        Assert.Equal("Credential should be scoped to correct service: 'kms'.", service.Message);
        Assert.Equal("Credential should be scoped to a valid region.", region.Message);
    }

    [Theory]
    [InlineData(6, "Signature expired: ")]
    [InlineData(-6, "Signature not yet current: ")]
    public async Task A_signature_lasts_five_minutes(int minutes, string message)
    {
        _clock.Offset = TimeSpan.FromMinutes(minutes);

        AmazonKeyManagementServiceException error = await FailsAsync("InvalidSignatureException", () => ListAsync(Kms));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Temporary_credentials_need_their_token_and_end()
    {
        Caller temporary = new("ASIATEMPORARY", "secret", "111122223333")
        {
            SessionToken = "FwoGZXIvYXdzEXAMPLE//==",
            Expires = DateTimeOffset.UtcNow.AddMinutes(1),
        };
        AmazonKeyManagementServiceClient kms = ClientOf(temporary);

        await ListAsync(kms);
        await FailsAsync("UnrecognizedClientException", () => ListAsync(Client(caller: temporary with { SessionToken = null })));
        await FailsAsync("UnrecognizedClientException", () => ListAsync(Client(caller: temporary with { SessionToken = "another" })));
        await FailsAsync("UnrecognizedClientException", () => ListAsync(Client(caller: Host.DefaultCaller with { SessionToken = "surplus" })));
        _clock.Offset = TimeSpan.FromMinutes(2);
        await FailsAsync("ExpiredTokenException", () => ListAsync(kms));
    }

    [Fact]
    public async Task A_refused_request_is_logged_under_the_name_that_it_claimed()
    {
        await FailsAsync("InvalidSignatureException", () => ListAsync(Client(caller: Host.DefaultCaller with { SecretAccessKey = "wrong" })));

        Calls.CallRecord call = Assert.Single(Host.Calls.Snapshot());
        Assert.Equal("ListKeys", call.Operation);
        Assert.Equal("InvalidSignatureException", call.Outcome);
        Assert.Equal(Host.DefaultCaller.AccessKeyId, call.AccessKeyId);
        Assert.Equal(Region, call.Region);
    }

    private static Task<ListKeysResponse> ListAsync(AmazonKeyManagementServiceClient kms) => kms.ListKeysAsync(new ListKeysRequest(), Cancel);

    private static async Task ChangeAsync(HttpRequestMessage request, string change)
    {
        switch (change)
        {
            case "body":
                byte[] body = await request.Content!.ReadAsByteArrayAsync(Cancel);
                MediaTypeHeaderValue type = request.Content.Headers.ContentType!;
                request.Content = new ByteArrayContent([.. body, (byte)' ']) { Headers = { ContentType = type } };
                break;
            case "target":
                Set(request, "X-Amz-Target", "TrentService.ScheduleKeyDeletion");
                break;
            case "region":
                Replace(request, $"/{Region}/", $"/{OtherRegion}/");
                break;
            case "date":
                string date = request.Headers.GetValues("X-Amz-Date").Single();
                Set(request, "X-Amz-Date", date[..^2] + (date[^2] == '0' ? '1' : '0') + "Z");
                break;
            case "signature":
                string header = request.Headers.NonValidated["Authorization"].ToString();
                Set(request, "Authorization", header[..^1] + (header[^1] == '0' ? '1' : '0'));
                break;
            case "host":
                request.Headers.Host = "kms.eu-west-1.amazonaws.com";
                break;
            case "token":
                Replace(request, "SignedHeaders=", "SignedHeaders=x-amz-security-token;");
                Set(request, "X-Amz-Security-Token", "surplus");
                break;
            case "unsigned token":
                Set(request, "X-Amz-Security-Token", "surplus");
                break;
            case "unsigned target":
                Replace(request, ";x-amz-target", "");
                break;
            default:
                throw new InvalidOperationException(change);
        }
    }

    private static void Replace(HttpRequestMessage request, string old, string by)
    {
        string header = request.Headers.NonValidated["Authorization"].ToString();
        Assert.Contains(old, header, StringComparison.Ordinal);
        Set(request, "Authorization", header.Replace(old, by, StringComparison.Ordinal));
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        Assert.True(request.Headers.TryAddWithoutValidation(name, value));
    }
}
