using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Amazon.KeyManagementService.Model;
using KmsEmulator.Callers;
using Xunit;

namespace KmsEmulator.Tests;

/// <summary>What a test in another process steers the emulator by.</summary>
public sealed class ControlTests : KmsTest
{
    [Fact]
    public async Task The_log_is_read_and_emptied()
    {
        string key = Host.CreateKey(Region);
        await EncryptAsync(key, ("a", "1"));

        JsonElement call = Assert.Single((await GetAsync("calls")).EnumerateArray());
        Assert.Equal("Encrypt", call.GetProperty("operation").GetString());
        Assert.Equal(key, call.GetProperty("keyArn").GetString());
        Assert.Equal("1", call.GetProperty("encryptionContext").GetProperty("a").GetString());
        Assert.Equal(Host.DefaultCaller.AccessKeyId, call.GetProperty("accessKeyId").GetString());
        Assert.Equal(Region, call.GetProperty("region").GetString());
        Assert.Equal("Success", call.GetProperty("outcome").GetString());
        Assert.True(call.TryGetProperty("time", out _));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Delete, "calls"));
        Assert.Empty((await GetAsync("calls")).EnumerateArray());
    }

    [Fact]
    public async Task Faults_are_injected_seen_and_dropped()
    {
        string key = Host.CreateKey(Region);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(
            HttpMethod.Post, "faults", """{"kind":"Throttle","count":3,"operation":"Encrypt","region":"eu-west-1"}"""));

        await FailsAsync("ThrottlingException", () => EncryptAsync(key));
        JsonElement fault = Assert.Single((await GetAsync("faults")).EnumerateArray());
        Assert.Equal("Throttle", fault.GetProperty("kind").GetString());
        Assert.Equal(2, fault.GetProperty("count").GetInt32());
        Assert.Equal(1, (await GetAsync("status")).GetProperty("faults").GetInt32());

        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Delete, "faults"));
        Assert.NotNull(await EncryptAsync(key));
    }

    [Theory]
    [InlineData("""{"kind":"Error","errorCode":"KeyUnavailableException"}""", "KeyUnavailableException", HttpStatusCode.InternalServerError)]
    [InlineData("""{"kind":"InternalError","delayMilliseconds":1}""", "KMSInternalException", HttpStatusCode.InternalServerError)]
    public async Task Faults_carry_their_settings(string document, string errorCode, HttpStatusCode status)
    {
        string key = Host.CreateKey(Region);
        await SendAsync(HttpMethod.Post, "faults", document);

        Amazon.Runtime.AmazonServiceException error = await Assert.ThrowsAnyAsync<Amazon.Runtime.AmazonServiceException>(() => EncryptAsync(key));

        Assert.Equal((errorCode, status), (error.ErrorCode, error.StatusCode));
    }

    [Theory]
    [InlineData("faults", "{}")]
    [InlineData("faults", """{"kind":"Plague"}""")]
    [InlineData("faults", """{"kind":"Throttle","count":0}""")]
    [InlineData("faults", """{"kind":"Throttle","counts":2}""")]
    [InlineData("faults", "no JSON")]
    [InlineData("shares", """{"keyArn":"arn:aws:kms:eu-west-1:111122223333:key/none","accountId":"444455556666"}""")]
    [InlineData("callers", """{"accessKeyId":"AKIA"}""")]
    public async Task What_makes_no_sense_is_refused(string path, string document)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Post, path, document));
    }

    [Fact]
    public async Task Callers_are_added_and_keys_shared()
    {
        string key = Host.CreateKey(Region);
        Caller caller = new("AKIAI44QH8DHBEXAMPLE", "secret", OtherAccount);
        DescribeKeyRequest describe = new() { KeyId = key };
        await SendAsync(
            HttpMethod.Post, "callers", $$"""{"accessKeyId":"{{caller.AccessKeyId}}","secretAccessKey":"secret","accountId":"{{OtherAccount}}"}""");
        await FailsAsync("AccessDeniedException", () => Client(caller: caller).DescribeKeyAsync(describe, Cancel));

        Assert.Equal(HttpStatusCode.OK, await SendAsync(
            HttpMethod.Post, "shares", $$"""{"keyArn":"{{key}}","accountId":"{{OtherAccount}}"}"""));

        Assert.Equal(key, (await Client(caller: caller).DescribeKeyAsync(describe, Cancel)).KeyMetadata.Arn);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, "callers", """
            {"accessKeyId":"ASIA","secretAccessKey":"s","accountId":"111122223333","userName":"u","sessionToken":"t","allowedOperations":["Decrypt"]}
            """));
        Caller limited = new("ASIA", "s", "111122223333") { SessionToken = "t" };
        await FailsAsync("AccessDeniedException", () => Client(caller: limited).DescribeKeyAsync(describe, Cancel));
    }

    [Fact]
    public async Task Other_paths_are_not_found()
    {
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Get, "nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(HttpMethod.Delete, "callers"));
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpClient http = new();
        return await http.GetFromJsonAsync<JsonElement>(new Uri(Host.BaseAddress, "/_emulator/" + path), Cancel);
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(method, new Uri(Host.BaseAddress, "/_emulator/" + path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
