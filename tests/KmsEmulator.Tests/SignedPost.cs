using System;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using KmsEmulator.Callers;

namespace KmsEmulator.Tests;

/// <summary>A well-signed request with a body that the SDK would not write.</summary>
internal static class SignedPost
{
    internal static HttpRequestMessage Make(KmsEmulatorHost host, string region, string operation, string body) =>
        Make(host, region, "TrentService." + operation, Encoding.UTF8.GetBytes(body), "application/x-amz-json-1.1");

    internal static HttpRequestMessage Make(KmsEmulatorHost host, string region, string target, byte[] body, string contentType)
    {
        Caller caller = host.DefaultCaller;
        string date = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string scope = $"{date[..8]}/{region}/kms/aws4_request";
        string request = $"POST\n/\n\nhost:{host.BaseAddress.Authority}\nx-amz-date:{date}\nx-amz-target:{target}\n\nhost;x-amz-date;x-amz-target\n"
            + Hex(SHA256.HashData(body));
        string text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + caller.SecretAccessKey);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        string signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        HttpRequestMessage message = new(HttpMethod.Post, host.BaseAddress)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } },
        };
        message.Headers.Add("X-Amz-Date", date);
        message.Headers.Add("X-Amz-Target", target);
        message.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={caller.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature={signature}");
        return message;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
