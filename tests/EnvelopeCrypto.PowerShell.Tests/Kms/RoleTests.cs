using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using KmsEmulator;
using KmsEmulator.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests.Kms;

/// <summary>
/// The roles of a container and of an instance, which the AWS SDK finds last. It keeps what it found for the life of the process, so that each test
/// has a process of its own.
/// </summary>
public sealed class RoleTests(InstalledModule module)
{
    private const string AccessKey = "AKIAROLE";

    private static readonly string Credentials =
        $$"""
        {"Code":"Success","Type":"AWS-HMAC","LastUpdated":"{{DateTime.UtcNow:O}}","AccessKeyId":"{{AccessKey}}","SecretAccessKey":"role secret",
        "Token":"role token","Expiration":"{{DateTime.UtcNow.AddHours(1):O}}"}
        """;

    [Theory]
    [InlineData("container")]
    [InlineData("instance")]
    public async Task A_role_gives_the_credentials_where_nothing_else_does(string kind)
    {
        await using KmsEmulatorHost kms = await KmsEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        kms.Callers.Add(new Caller(AccessKey, "role secret", "111122223333") { SessionToken = "role token" });
        await using WebApplication metadata = await StartMetadataAsync();
        Dictionary<string, string> environment = new()
        {
            ["MODULE"] = module.ManifestPath,
            ["KEY"] = kms.CreateKey("eu-west-1"),
            ["ENDPOINT"] = kms.BaseAddress.ToString(),
        };
        if (kind == "container")
        {
            environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{metadata.Urls.Single()}/container";
        }
        else
        {
            environment["AWS_EC2_METADATA_DISABLED"] = "false";
            environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = metadata.Urls.Single();
        }

        (int exitCode, string[] output, string errors) = await ChildSession.RunAsync(
            """
            $ErrorActionPreference = 'Stop'
            Import-Module $env:MODULE
            $aws = @{ KeyId = $env:KEY; EndpointUrl = $env:ENDPOINT }
            'secret' | Protect-EnvelopeData @aws | Unprotect-EnvelopeData @aws -AsString
            """,
            environment,
            TestContext.Current.CancellationToken);

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        Assert.Equal(["secret"], output);
        Assert.Equal([AccessKey, AccessKey], kms.Calls.Snapshot().Select(static call => call.AccessKeyId));
    }

    /// <summary>What a container and an instance find at the addresses that AWS names.</summary>
    private static async Task<WebApplication> StartMetadataAsync()
    {
        const string Role = "/latest/meta-data/iam/security-credentials/";
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication metadata = builder.Build();
        metadata.MapGet("/container", static () => Credentials);
        metadata.MapPut("/latest/api/token", static () => "token");
        metadata.MapGet(Role, static () => "backup");
        metadata.MapGet(Role + "backup", static () => Credentials);
        await metadata.StartAsync(TestContext.Current.CancellationToken);
        return metadata;
    }
}
