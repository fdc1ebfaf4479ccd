using System;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;

namespace EnvelopeCrypto.Aws;

/// <summary>Makes KMS clients with the AWS SDK. Its retries (standard mode, with jitter), FIPS and dual-stack settings apply.</summary>
public sealed class AwsKmsClientFactory : IKmsClientFactory
{
    /// <summary>One try and three more, so that three throttled tries go unnoticed; the SDK by itself makes two more.</summary>
    private const int Retries = 3;

    /// <summary>How many tries that hang fit into the time for a call.</summary>
    private const int TriesInTime = 3;

    private readonly AwsKmsOptions _options;
    private readonly AWSCredentials? _credentials;
    private readonly Lazy<string?> _defaultRegion;

    /// <summary>Makes a factory; credentials that the options name are resolved at once, others with the first call.</summary>
    /// <param name="options">How KMS is reached, and as whom.</param>
    /// <exception cref="AwsCredentialException">The options name credentials that are incomplete or not there.</exception>
    public AwsKmsClientFactory(AwsKmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _credentials = CredentialChain.Resolve(options);
        _defaultRegion = new Lazy<string?>(() => CredentialChain.ResolveRegion(options));
    }

    /// <inheritdoc/>
    public string? DefaultRegion => _defaultRegion.Value;

    /// <inheritdoc/>
    public IKmsClient Create(string region)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        AmazonKeyManagementServiceConfig config = new()
        {
            RetryMode = RequestRetryMode.Standard,

            // A try that hangs leaves time for others.
            Timeout = _options.Timeout / TriesInTime,
        };
        if (FallbackInternalConfigurationFactory.MaxAttempts is null)
        {
            // Nobody has set it, in the environment (AWS_MAX_ATTEMPTS) or in the profile.
            config.MaxErrorRetry = Retries;
        }

        if (_options.EndpointUrl is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = _options.EndpointUrl.ToString();
        }

        // An endpoint of the environment or profile (AWS_ENDPOINT_URL_KMS) hides the Region, and requests would be signed for us-east-1.
        config.AuthenticationRegion = region;

        WipingKmsClient client = _credentials is null ? new(config) : new(_credentials, config);
        return new AwsKmsClient(client, EndpointOf(client) ?? $"AWS KMS in {region}", _options.Timeout);
    }

    /// <summary>Where calls really go: environment, profile, FIPS and dual-stack settings have their say.</summary>
    private static string? EndpointOf(AmazonKeyManagementServiceClient client)
    {
        try
        {
            return client.DetermineServiceOperationEndpoint(new ListKeysRequest()).URL;
        }
        catch (AmazonClientException)
        {
            // The first call says what is wrong with the settings.
            return null;
        }
    }
}
