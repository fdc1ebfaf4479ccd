using System;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Aws;

/// <summary>Finds credentials and Region in the order of AWS.Tools.</summary>
internal static class CredentialChain
{
    /// <summary>The credentials that the options name; null for what the AWS SDK finds by itself.</summary>
    internal static AWSCredentials? Resolve(AwsKmsOptions options)
    {
        if (options.AccessKey is not null || options.SecretKey is not null)
        {
            if (string.IsNullOrEmpty(options.AccessKey) || string.IsNullOrEmpty(options.SecretKey))
            {
                throw AwsError.IncompleteKeys();
            }

            return string.IsNullOrEmpty(options.SessionToken)
                ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
                : new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.SessionToken);
        }

        if (options.CredentialSource is not null)
        {
            return new BridgedCredentials(options.CredentialSource);
        }

        return options.ProfileName is null ? null : FromProfile(options.ProfileName, options.ProfileLocation);
    }

    /// <summary>The Region of the options, of the profile, of the environment, of the instance; null when none is known.</summary>
    internal static string? ResolveRegion(AwsKmsOptions options)
    {
        if (options.Region is not null)
        {
            return options.Region;
        }

        if (options.ProfileName is not null
            && new CredentialProfileStoreChain(options.ProfileLocation).TryGetProfile(options.ProfileName, out CredentialProfile profile)
            && profile.Region is not null)
        {
            return profile.Region.SystemName;
        }

        try
        {
            return FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: options.EndpointUrl is null)?.SystemName;
        }
        catch (AmazonClientException)
        {
            return null;
        }
    }

    private static AWSCredentials FromProfile(string name, string? location)
    {
        CredentialProfileStoreChain chain = new(location);
        if (!chain.TryGetProfile(name, out CredentialProfile profile))
        {
            throw AwsError.NoSuchProfile(name);
        }

        try
        {
            AWSCredentials credentials = profile.GetAWSCredentials(chain);
            if (NeedsOtherServices(profile))
            {
                // Fails here, and not in the middle of a call, when the assemblies for it are absent.
                credentials.GetCredentials();
            }

            return credentials;
        }
        catch (Exception e) when (e is InvalidOperationException or AmazonClientException or ArgumentException)
        {
            throw NeedsOtherServices(profile) ? AwsError.ProfileNeedsAwsTools(name, e) : AwsError.ProfileUnusable(name, e);
        }
    }

    private static bool NeedsOtherServices(CredentialProfile profile) =>
        !string.IsNullOrEmpty(profile.Options.RoleArn)
        || !string.IsNullOrEmpty(profile.Options.SsoStartUrl)
        || !string.IsNullOrEmpty(profile.Options.SsoSession)
        || !string.IsNullOrEmpty(profile.Options.WebIdentityTokenFile);
}
