using System;
using System.IO;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Aws;

/// <summary>Finds credentials and Region in the order of AWS.Tools.</summary>
internal static class CredentialChain
{
    /// <summary>The credentials that the options name; null for what the AWS SDK finds by itself.</summary>
    internal static AWSCredentials? Resolve(AwsKmsOptions options)
    {
        if (options.AccessKey is not null || options.SecretKey is not null || options.SessionToken is not null)
        {
            if (string.IsNullOrEmpty(options.AccessKey) || string.IsNullOrEmpty(options.SecretKey))
            {
                throw AwsError.IncompleteKeys();
            }

            return options.SessionToken is null
                ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
                : new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.SessionToken);
        }

        if (options.CredentialSource is not null)
        {
            return new BridgedCredentials(options.CredentialSource);
        }

        if (options.ProfileName is not null)
        {
            return FromProfile(options.ProfileName, options.ProfileLocation);
        }

        if (options.ProfileLocation is not null)
        {
            throw AwsError.LocationWithoutProfile();
        }

        DemandUsableSessionProfile();
        return null;
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

        if (NeedsOtherServices(profile))
        {
            // Not even tried: it would take further assemblies of the AWS SDK, which must be those of AWS.Tools where that is loaded.
            throw AwsError.ProfileNeedsAwsTools(name);
        }

        try
        {
            return profile.GetAWSCredentials(chain);
        }
        catch (Exception e) when (e is InvalidOperationException or AmazonClientException or ArgumentException or InvalidDataException)
        {
            throw AwsError.ProfileUnusable(name, e);
        }
    }

    /// <summary>
    /// The AWS SDK, left to itself, takes environment variables, then the profile of AWS_PROFILE or the default one. Says so before the first call when
    /// that profile cannot be used here.
    /// </summary>
    private static void DemandUsableSessionProfile()
    {
        if (IsSet("AWS_ACCESS_KEY_ID") || IsSet("AWS_WEB_IDENTITY_TOKEN_FILE"))
        {
            return;
        }

        string name = DefaultAWSCredentialsIdentityResolver.GetProfileName();
        if (new CredentialProfileStoreChain().TryGetProfile(name, out CredentialProfile profile) && NeedsOtherServices(profile))
        {
            throw AwsError.ProfileNeedsAwsTools(name);
        }

        static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
    }

    private static bool NeedsOtherServices(CredentialProfile profile) =>
        !string.IsNullOrEmpty(profile.Options.RoleArn)
        || !string.IsNullOrEmpty(profile.Options.SsoStartUrl)
        || !string.IsNullOrEmpty(profile.Options.SsoSession)
        || !string.IsNullOrEmpty(profile.Options.WebIdentityTokenFile);
}
