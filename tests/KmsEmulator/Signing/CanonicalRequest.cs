using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KmsEmulator.Signing;

/// <summary>
/// The text that a signature is made over: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. KMS takes POST
/// to "/" without a query, and nothing else reaches this.
/// </summary>
internal static class CanonicalRequest
{
    /// <summary>SHA-256 of the canonical request, in lower-case hexadecimal.</summary>
    internal static string Hash(IHeaderDictionary headers, IReadOnlyList<string> signedHeaders, ReadOnlySpan<byte> body)
    {
        StringBuilder text = new("POST\n/\n\n", 1024);
        foreach (string name in signedHeaders)
        {
            text.Append(name).Append(':').Append(Value(headers[name])).Append('\n');
        }

        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(Hex(SHA256.HashData(body)));
        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    // Trimmed, runs of spaces made one, several values joined with commas.
    private static string Value(StringValues values)
    {
        if (values.Count == 1 && !values[0]!.Contains("  ", StringComparison.Ordinal))
        {
            return values[0]!.Trim();
        }

        List<string> parts = [];
        foreach (string? value in values)
        {
            parts.Add(string.Join(' ', (value ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        return string.Join(',', parts);
    }
}
