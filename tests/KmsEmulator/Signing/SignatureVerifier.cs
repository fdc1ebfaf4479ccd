using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KmsEmulator.Callers;
using KmsEmulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator.Signing;

/// <summary>
/// Verifies Signature Version 4 as KMS does: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html names the errors.
/// </summary>
internal sealed partial class SignatureVerifier
{
    private const string DateHeader = "x-amz-date";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string TokenHeader = "x-amz-security-token";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
    private static readonly string[] HeadersToSign = ["host", DateHeader, TokenHeader, "x-amz-target"];

    private readonly CallerDirectory _callers;
    private readonly TimeProvider _clock;
    private readonly SigningKeys _keys = new();

    internal SignatureVerifier(CallerDirectory callers, TimeProvider clock)
    {
        _callers = callers;
        _clock = clock;
    }

    /// <summary>The caller, or the error that KMS answers with.</summary>
    /// <param name="authorization">The request's Authorization header.</param>
    /// <param name="headers">All headers.</param>
    /// <param name="body">The body, as received.</param>
    internal SignedCaller Verify(AuthorizationHeader authorization, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        string date = headers[DateHeader].ToString();
        DemandScope(authorization.Scope, date);
        DemandHeaders(authorization.SignedHeaders, headers);
        Caller caller = FindCaller(authorization.AccessKeyId, headers[TokenHeader].ToString());

        string text = $"{AuthorizationHeader.Algorithm}\n{date}\n{authorization.Scope}\n"
            + CanonicalRequest.Hash(headers, authorization.SignedHeaders, body);
        byte[] key = _keys.Get(caller.SecretAccessKey, authorization.Scope);
        string expected = CanonicalRequest.Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(authorization.Signature)))
        {
            throw KmsErrors.SignatureMismatch();
        }

        DemandFresh(date);
        return new SignedCaller(caller, authorization.Scope.Region);
    }

    [GeneratedRegex("^([a-z]+-){2,3}[0-9]+$")]
    private static partial Regex RegionName();

    private static void DemandScope(CredentialScope scope, string date)
    {
        if (date.Length == 0)
        {
            throw KmsErrors.IncompleteSignature("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }

        if (!RegionName().IsMatch(scope.Region))
        {
            throw KmsErrors.InvalidSignature("Credential should be scoped to a valid region.");
        }

        if (scope.Service != "kms")
        {
            throw KmsErrors.InvalidSignature("Credential should be scoped to correct service: 'kms'.");
        }

        if (!date.StartsWith(scope.Date, StringComparison.Ordinal))
        {
            throw KmsErrors.InvalidSignature($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}'.");
        }
    }

    private static void DemandHeaders(IReadOnlyList<string> signedHeaders, IHeaderDictionary headers)
    {
        foreach (string name in HeadersToSign)
        {
            if (headers.ContainsKey(name) && !Contains(signedHeaders, name))
            {
                throw KmsErrors.InvalidSignature($"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private static bool Contains(IReadOnlyList<string> names, string name)
    {
        foreach (string other in names)
        {
            if (other == name)
            {
                return true;
            }
        }

        return false;
    }

    private Caller FindCaller(string accessKeyId, string token)
    {
        Caller? caller = _callers.Find(accessKeyId);
        if (caller is null || (caller.SessionToken ?? string.Empty) != token)
        {
            throw KmsErrors.UnrecognizedClient();
        }

        return caller.Expires <= _clock.GetUtcNow() ? throw KmsErrors.ExpiredToken() : caller;
    }

    private void DemandFresh(string date)
    {
        if (!DateTimeOffset.TryParseExact(
            date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset signed))
        {
            throw KmsErrors.IncompleteSignature($"Date must be in ISO-8601 'basic format'. Got '{date}'.");
        }

        DateTimeOffset now = _clock.GetUtcNow();
        if (signed < now - MaxAge)
        {
            throw KmsErrors.InvalidSignature($"Signature expired: {date} is now earlier than {Basic(now - MaxAge)} ({Basic(now)} - 5 min.)");
        }

        if (signed > now + MaxAge)
        {
            throw KmsErrors.InvalidSignature($"Signature not yet current: {date} is still later than {Basic(now + MaxAge)} ({Basic(now)} + 5 min.)");
        }
    }

    private static string Basic(DateTimeOffset time) => time.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
}
