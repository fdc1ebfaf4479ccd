using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Xunit;

namespace KmsEmulator.Tests;

/// <summary>The emulator as a program of its own.</summary>
public sealed class ProgramTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_prints_what_a_PowerShell_session_needs_and_ends_with_its_input()
    {
        using Process program = Start("--port", "0", "--key", "demo", "--region", "eu-central-1", "--partition", "aws-cn", "--exit-with-input");
        Dictionary<string, string> settings = await ReadSettingsAsync(program);

        using AmazonKeyManagementServiceClient kms = Client(settings, settings["env:AWS_REGION"]);
        DescribeKeyResponse key = await kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = "alias/demo" }, Cancel);

        Assert.Equal(settings["KeyId"], key.KeyMetadata.Arn);
        Assert.StartsWith("arn:aws-cn:kms:eu-central-1:111122223333:key/", key.KeyMetadata.Arn, StringComparison.Ordinal);
        program.StandardInput.Close();
        await program.WaitForExitAsync(Cancel);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task It_makes_keys_under_ARNs_of_the_callers_choice_and_replicas_among_them()
    {
        const string Primary = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
        const string Replica = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
        using Process program = Start("--port", "0", "--key", "here=" + Primary, "--key", "there=" + Replica, "--exit-with-input");
        Dictionary<string, string> settings = await ReadSettingsAsync(program);
        using AmazonKeyManagementServiceClient here = Client(settings, "eu-west-1");
        using AmazonKeyManagementServiceClient there = Client(settings, "us-east-1");

        EncryptResponse encrypted = await here.EncryptAsync(new EncryptRequest { KeyId = "alias/here", Plaintext = new([1, 2, 3]) }, Cancel);
        DecryptResponse decrypted = await there.DecryptAsync(new DecryptRequest { KeyId = Replica, CiphertextBlob = encrypted.CiphertextBlob }, Cancel);

        Assert.Equal(Primary, encrypted.KeyId);
        Assert.Equal([1, 2, 3], decrypted.Plaintext.ToArray());
        program.StandardInput.Close();
        await program.WaitForExitAsync(Cancel);
    }

    [Theory]
    [InlineData("--colour", "red")]
    [InlineData("--port", "65536")]
    [InlineData("--port")]
    public async Task It_says_how_it_is_used(params string[] arguments)
    {
        using Process program = Start(arguments);

        string error = await program.StandardError.ReadToEndAsync(Cancel);
        await program.WaitForExitAsync(Cancel);

        Assert.Equal(2, program.ExitCode);
        Assert.Contains(arguments[0], error, StringComparison.Ordinal);
        Assert.Contains("--exit-with-input", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_when_its_port_is_taken()
    {
        await using KmsEmulatorHost host = await KmsEmulatorHost.StartAsync(cancellationToken: Cancel);
        using Process program = Start("--port", $"{host.BaseAddress.Port}");

        string error = await program.StandardError.ReadToEndAsync(Cancel);
        await program.WaitForExitAsync(Cancel);

        Assert.Equal(1, program.ExitCode);
        Assert.Contains($"{host.BaseAddress.Port}", error, StringComparison.Ordinal);
    }

    private static AmazonKeyManagementServiceClient Client(Dictionary<string, string> settings, string region) => new(
        new BasicAWSCredentials(settings["env:AWS_ACCESS_KEY_ID"], settings["env:AWS_SECRET_ACCESS_KEY"]),
        new AmazonKeyManagementServiceConfig { ServiceURL = settings["env:AWS_ENDPOINT_URL_KMS"], AuthenticationRegion = region });

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(KmsEmulatorHost).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<Dictionary<string, string>> ReadSettingsAsync(Process program)
    {
        Dictionary<string, string> settings = [];
        for (string line = await NextAsync(); line != "# Ready."; line = await NextAsync())
        {
            if (line.StartsWith('$'))
            {
                settings.Add(line[1..line.IndexOf(' ')], line.Split('\'')[1]);
            }
        }

        return settings;

        async Task<string> NextAsync() => await program.StandardOutput.ReadLineAsync(Cancel)
            ?? throw new InvalidOperationException(await program.StandardError.ReadToEndAsync(Cancel));
    }
}
