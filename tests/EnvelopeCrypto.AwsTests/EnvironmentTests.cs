using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings.Kms;
using KmsEmulator.Callers;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>What the AWS SDK finds by itself: it alone in the process, as the environment belongs to all.</summary>
[Collection("environment")]
[CollectionDefinition("environment", DisableParallelization = true)]
public sealed class EnvironmentTests : AwsTest
{
    private static readonly string[] Names =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_EC2_METADATA_DISABLED", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
    ];

    [Fact]
    public async Task Environment_variables_come_before_the_profile_of_the_session()
    {
        Host.Callers.Add(new Caller("AKIAENVIRONMENT", "environment secret", Account));
        Host.Callers.Add(new Caller("AKIAPROFILE", "profile secret", Account));
        using TemporaryEnvironment environment = new();
        environment.Set("AWS_PROFILE", "keys");
        await UseAsync();
        environment.Set("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT");
        environment.Set("AWS_SECRET_ACCESS_KEY", "environment secret");
        await UseAsync();

        Assert.Equal(["AKIAPROFILE", "AKIAENVIRONMENT"], Records().Select(static call => call.AccessKeyId));
    }

    [Fact]
    public async Task A_profile_of_the_environment_that_is_not_there_is_not_replaced_by_another()
    {
        using TemporaryEnvironment environment = new();
        environment.Set("AWS_PROFILE", "nobody");

        KmsException e = await Assert.ThrowsAsync<KmsException>(UseAsync);

        Assert.Equal(ErrorIds.AwsCredentialsMissing, e.ErrorId);
        Assert.Equal(DataKeyFailureReason.AccessDenied, e.Reason);
        Assert.Contains("nobody", e.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public void A_session_profile_that_assumes_a_role_is_left_to_AWS_Tools()
    {
        using TemporaryEnvironment environment = new();
        environment.Set("AWS_PROFILE", "role");

        AwsCredentialException e = Assert.Throws<AwsCredentialException>(() => new AwsKmsClientFactory(new AwsKmsOptions()));

        Assert.Equal(ErrorIds.AwsProfileNeedsAwsTools, e.ErrorId);
        Assert.Equal("role", e.ProfileName);
        environment.Set("AWS_ACCESS_KEY_ID", "AKIA");
        environment.Set("AWS_SECRET_ACCESS_KEY", "secret");
        Assert.NotNull(new AwsKmsClientFactory(new AwsKmsOptions()));
    }

    [Fact]
    public async Task No_credentials_at_all_is_an_error_that_says_so_before_anything_is_sent()
    {
        using TemporaryEnvironment environment = new();

        KmsException e = await Assert.ThrowsAsync<KmsException>(UseAsync);

        Assert.Equal(ErrorIds.AwsCredentialsMissing, e.ErrorId);
        Assert.Contains("could not be sent", e.Message, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Without_any_Region_an_id_that_names_none_is_an_error_that_says_what_to_give()
    {
        using TemporaryEnvironment environment = new();
        AwsKmsOptions options = new() { EndpointUrl = Host.BaseAddress, AccessKey = "AKIA", SecretKey = "secret" };

        KmsException e = await Assert.ThrowsAsync<KmsException>(
            () => EncryptAsync(new KmsKeyring(new RegionalKmsClients(new AwsKmsClientFactory(options)), ["alias/demo"])));

        Assert.Equal(ErrorIds.KmsRegionMissing, e.ErrorId);
        Assert.Contains("-Region", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Region_of_the_environment_is_the_default_one()
    {
        using TemporaryEnvironment environment = new();
        environment.Set("AWS_REGION", "sa-east-1");

        Assert.Equal("sa-east-1", new AwsKmsClientFactory(new AwsKmsOptions()).DefaultRegion);
    }

    [Fact]
    public async Task The_number_of_tries_follows_the_environment_when_it_says_one()
    {
        string key = Host.CreateKey(Ireland);
        using TemporaryEnvironment environment = new();
        environment.Set("AWS_MAX_ATTEMPTS", "1");
        Host.Faults.Add(new(KmsEmulator.Faults.FaultKind.Throttle) { Count = 10 });

        await Assert.ThrowsAsync<KmsException>(() => EncryptAsync(Strict(key)));

        Assert.Single(Records());
    }

    [Theory]
    [InlineData("AWS_USE_FIPS_ENDPOINT", "https://kms-fips.us-east-2.amazonaws.com")]
    [InlineData("AWS_USE_DUALSTACK_ENDPOINT", "https://kms.us-east-2.api.aws")]
    [InlineData(null, "https://kms.us-east-2.amazonaws.com")]
    public void The_endpoint_follows_the_settings_of_the_environment(string? setting, string endpoint)
    {
        using TemporaryEnvironment environment = new();
        if (setting is not null)
        {
            environment.Set(setting, "true");
        }

        AwsKmsClient client = Assert.IsType<AwsKmsClient>(new AwsKmsClientFactory(new AwsKmsOptions { AccessKey = "AKIA", SecretKey = "secret" }).Create(Ohio));

        Assert.Equal(endpoint, client.Endpoint.TrimEnd('/'));
    }

    private Task<byte[]> UseAsync() => EncryptAsync(
        new KmsKeyring(
            new RegionalKmsClients(new AwsKmsClientFactory(new AwsKmsOptions { EndpointUrl = Host.BaseAddress })), [Host.CreateKey(Ireland)]));

    /// <summary>An environment that says nothing of AWS; the old one comes back at the end.</summary>
    private sealed class TemporaryEnvironment : IDisposable
    {
        private readonly Dictionary<string, string?> _before = [];
        internal TemporaryEnvironment()
        {
            Array.ForEach(Names, name => Set(name, null));
            Set("AWS_EC2_METADATA_DISABLED", "true");
            Refresh();
        }

        internal void Set(string name, string? value)
        {
            _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
            Refresh();
        }

        public void Dispose()
        {
            foreach ((string name, string? value) in _before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            Refresh();
        }

        /// <summary>The SDK reads its settings once a process.</summary>
        private static void Refresh()
        {
            Amazon.Runtime.FallbackRegionFactory.Reset();
            Amazon.Runtime.Internal.FallbackInternalConfigurationFactory.Reset();
        }
    }
}
