using System;
using System.Collections.Generic;
using KmsEmulator.Protocol;

namespace KmsEmulator.Signing;

/// <summary>
/// The Authorization header of Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="Scope">For which day, Region and service.</param>
/// <param name="SignedHeaders">Lower-case names, in the order of the request.</param>
/// <param name="Signature">Hexadecimal.</param>
internal sealed record AuthorizationHeader(string AccessKeyId, CredentialScope Scope, IReadOnlyList<string> SignedHeaders, string Signature)
{
    internal const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Reads the header, or throws the error that KMS answers with.</summary>
    internal static AuthorizationHeader Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            throw KmsErrors.MissingAuthentication();
        }

        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw KmsErrors.IncompleteSignature($"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}'.");
        }

        string? credential = null;
        string? signedHeaders = null;
        string? signature = null;
        foreach (string part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            credential ??= After(part, "Credential=");
            signedHeaders ??= After(part, "SignedHeaders=");
            signature ??= After(part, "Signature=");
        }

        string[] scope = Demand(credential, "Credential").Split('/');
        if (scope.Length != 5 || scope[4] != CredentialScope.Terminator)
        {
            throw KmsErrors.IncompleteSignature(
                $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'");
        }

        return new AuthorizationHeader(
            scope[0],
            new CredentialScope(scope[1], scope[2], scope[3]),
            Demand(signedHeaders, "SignedHeaders").Split(';'),
            Demand(signature, "Signature"));
    }

    private static string? After(string part, string name) => part.StartsWith(name, StringComparison.Ordinal) ? part[name.Length..] : null;

    private static string Demand(string? value, string name) => !string.IsNullOrEmpty(value)
        ? value
        : throw KmsErrors.IncompleteSignature($"Authorization header requires '{name}' parameter.");
}
