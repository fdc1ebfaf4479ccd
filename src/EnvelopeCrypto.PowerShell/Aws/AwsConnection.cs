using System;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>The one place that touches EnvelopeCrypto.Aws, and with it loads the AWS SDK; nothing here runs before KMS is used.</summary>
internal sealed class AwsConnection
{
    internal string? Region { get; init; }

    internal string? AccessKey { get; init; }

    internal string? SecretKey { get; init; }

    internal string? SessionToken { get; init; }

    internal string? ProfileName { get; init; }

    internal string? ProfileLocation { get; init; }

    internal Uri? EndpointUrl { get; init; }

    internal Func<(string AccessKey, string SecretKey, string? Token)>? Credential { get; init; }

    /// <param name="resolveProfile">Asked for credentials when a profile needs AWS.Tools; null when it has none either.</param>
    internal RegionalKmsClients Open(Func<string, object?> resolveProfile)
    {
        try
        {
            return Open(Credential, ProfileName);
        }
        catch (AwsCredentialException e) when (e.ErrorId == ErrorIds.AwsProfileNeedsAwsTools)
        {
            object? credential = resolveProfile(e.ProfileName!);
            if (credential is null)
            {
                throw;
            }

            return Open(ForeignCredentials.Bridge(credential), profileName: null);
        }
    }

    private RegionalKmsClients Open(Func<(string AccessKey, string SecretKey, string? Token)>? credential, string? profileName) => new(
        new AwsKmsClientFactory(new AwsKmsOptions
        {
            Region = Region,
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            SessionToken = SessionToken,
            ProfileName = profileName,
            ProfileLocation = ProfileLocation,
            EndpointUrl = EndpointUrl,
            CredentialSource = credential is null ? null : () =>
            {
                (string accessKey, string secretKey, string? token) = credential();
                return new AwsKeys(accessKey, secretKey, token);
            },
        }));
}
