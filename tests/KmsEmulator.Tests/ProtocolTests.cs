using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace KmsEmulator.Tests;

public sealed class ProtocolTests : KmsTest
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"KeyId\":5}")]
    [InlineData("{\"KeyId\":\"k\",\"KeyId\":\"k\"}")]
    [InlineData("{\"KeyId\":\"\\ud800\"}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"no base64!\"}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"EncryptionContext\":[\"a\"]}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"a\":1}}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"a\":\"1\",\"a\":\"2\"}}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"\\udc00\":\"1\"}}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"GrantTokens\":\"token\"}")]
    [InlineData("{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"DryRun\":\"yes\"}")]
    public async Task A_body_that_is_not_the_operations_JSON_is_a_SerializationException(string body)
    {
        Host.CreateKey(Region, "alias/k");

        Assert.Equal("SerializationException", await ErrorAsync(SignedPost.Make(Host, Region, "Encrypt", body)));
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_a_SerializationException()
    {
        Host.CreateKey(Region, "alias/k");
        byte[] body = [.. "{\"KeyId\":\"alias/k\",\"Plaintext\":\"AA==\",\"EncryptionContext\":{\"a"u8, 0xFF, .. "\":\"1\"}}"u8];

        Assert.Equal("SerializationException", await ErrorAsync(
            SignedPost.Make(Host, Region, "TrentService.Encrypt", body, "application/x-amz-json-1.1")));
    }

    [Theory]
    [InlineData("{}", "1 validation error detected: Value 'null' at 'keyId' failed to satisfy constraint: Member must not be null")]
    [InlineData("{\"KeyId\":null}", "1 validation error detected: Value 'null' at 'keyId' failed to satisfy constraint: Member must not be null")]
    [InlineData("{\"KeyId\":\"\"}", "1 validation error detected: Value at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    public async Task A_member_that_is_missing_is_named(string body, string message)
    {
        using HttpResponseMessage response = await SendAsync(SignedPost.Make(Host, Region, "Encrypt", body));
        using JsonDocument error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("ValidationException", error.RootElement.GetProperty("__type").GetString());
        Assert.Equal(message, error.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Answers_look_as_those_of_KMS()
    {
        using HttpResponseMessage response = await SendAsync(SignedPost.Make(Host, Region, "ListKeys", "{}"));

        Assert.Equal("application/x-amz-json-1.1", response.Content.Headers.ContentType?.ToString());
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
        Assert.Equal("{\"Keys\":[],\"Truncated\":false}", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task What_is_no_operation_of_KMS_is_unknown()
    {
        Assert.Equal("UnknownOperationException", await ErrorAsync(SignedPost.Make(Host, Region, "Teleport", "{}")));
        Assert.Equal(
            "UnknownOperationException", await ErrorAsync(SignedPost.Make(Host, Region, "DynamoDB_20120810.ListTables", [], "application/x-amz-json-1.1")));
        Assert.Equal(
            "UnknownOperationException", await ErrorAsync(SignedPost.Make(Host, Region, "TrentService.ListKeys", "{}"u8.ToArray(), "text/plain")));
    }

    [Fact]
    public async Task Members_that_the_emulator_does_not_know_how_to_honour_are_refused()
    {
        Host.CreateKey(Region, "alias/k");

        Assert.Equal("UnsupportedOperationException", await ErrorAsync(
            SignedPost.Make(Host, Region, "GenerateDataKey", "{\"KeyId\":\"alias/k\",\"NumberOfBytes\":32,\"Recipient\":{}}")));
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_too_large()
    {
        string body = "{\"KeyId\":\"" + new string('x', 1024 * 1024) + "\"}";

        using HttpResponseMessage response = await SendAsync(SignedPost.Make(Host, Region, "Encrypt", body));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task It_listens_on_loopback_and_says_that_it_is_healthy()
    {
        using HttpClient http = new();

        Assert.Equal("127.0.0.1", Host.BaseAddress.Host);
        Assert.Equal("healthy", await http.GetStringAsync(new Uri(Host.BaseAddress, "/ping"), Cancel));
    }

    private static async Task<string?> ErrorAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument error = JsonDocument.Parse(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancel)));
        return error.RootElement.GetProperty("__type").GetString();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using HttpClient http = new();
        using HttpRequestMessage sent = request;
        return await http.SendAsync(sent, Cancel);
    }
}
