using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using KmsEmulator;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests.Kms;

/// <summary>Other versions of the AWS SDK in the session, loaded before ours and after it. Each test has a process of its own.</summary>
public sealed class IsolationTests(InstalledModule module) : IAsyncLifetime
{
    private const string Functions =
        """
        $ErrorActionPreference = 'Stop'
        $foreign = { $null = [Reflection.Assembly]::LoadFrom($env:FOREIGN_CORE) }
        $import = { Import-Module $env:MODULE }
        $use = {
            $aws = @{ KeyId = $env:KEY; EndpointUrl = $env:ENDPOINT }
            if ($env:FOREIGN_CREDENTIAL) {
                $aws.Credential = [Amazon.Runtime.BasicAWSCredentials]::new($env:ACCESS, $env:SECRET)
            } else {
                $aws.AccessKey = $env:ACCESS; $aws.SecretKey = $env:SECRET
            }
            "secret is $('secret' | Protect-EnvelopeData @aws | Unprotect-EnvelopeData @aws -AsString)"
        }
        $list = {
            foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -like 'AWSSDK.*' -or $_.GetName().Name -like 'EnvelopeCrypto.Aws' })) {
                $file = [Diagnostics.FileVersionInfo]::GetVersionInfo($assembly.Location).FileVersion
                "$($assembly.GetName().Name) $file in $([Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)"
            }
        }
        $foreignWorks = {
            $keys = [Amazon.Runtime.BasicAWSCredentials]::new('AK', 'SK').GetCredentials()
            "foreign $([Amazon.Runtime.BasicAWSCredentials].Assembly.GetName().Version.Major) $($keys.AccessKey) $([Amazon.RegionEndpoint]::GetBySystemName('eu-west-1').DisplayName)"
        }

        """;

    private static readonly string[] Ours =
    [
        "AWSSDK.Core 4.0.102.19 in EnvelopeCrypto.Aws",
        "AWSSDK.KeyManagementService 4.0.100.9 in EnvelopeCrypto.Aws",
        "EnvelopeCrypto.Aws 0.1.0.0 in EnvelopeCrypto.Aws",
    ];

    private KmsEmulatorHost _kms = null!;
    private string _key = "";

    public static TheoryData<string> Versions => new("3.7.501.1", "4.0.101.1");

    public async ValueTask InitializeAsync()
    {
        _kms = await KmsEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _key = _kms.CreateKey("eu-west-1");
    }

    public ValueTask DisposeAsync() => _kms.DisposeAsync();

    [Fact]
    public async Task Importing_the_module_and_using_local_keys_loads_nothing_of_the_AWS_SDK()
    {
        string[] output = await RunAsync(
            "& $import; $file = [IO.Path]::GetTempFileName(); $null = New-RawAesKeyFile $file -Force; $null = 'x' | Protect-EnvelopeData -KeyFile $file; [IO.File]::Delete($file); 'listed:'; & $list");

        Assert.Equal(["listed:"], output);
    }

    [Fact]
    public async Task The_first_use_of_KMS_loads_the_AWS_SDK_into_a_context_of_its_own()
    {
        string[] output = await RunAsync("& $import; & $use; & $list");

        Assert.Equal(["secret is secret", .. Ours], Sorted(output));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Another_version_that_came_first_changes_nothing(string version)
    {
        string[] output = await RunAsync("& $foreign; & $import; & $list; & $use; & $list; & $foreignWorks", version);

        Assert.Equal($"AWSSDK.Core {version} in Default", output[0]);
        Assert.Equal("secret is secret", output[1]);
        Assert.Equal([$"AWSSDK.Core {version} in Default", .. Ours], Sorted(output[2..^1]).Order(StringComparer.Ordinal).OrderByDescending(static line => line.EndsWith("Default", StringComparison.Ordinal)));
        Assert.Equal($"foreign {version[0]} AK Europe (Ireland)", output[^1]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Another_version_that_comes_later_works_undisturbed(string version)
    {
        string[] output = await RunAsync("& $import; & $use; & $foreign; & $foreignWorks; & $use", version);

        Assert.Equal(["secret is secret", $"foreign {version[0]} AK Europe (Ireland)", "secret is secret"], output);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Credentials_of_another_version_are_taken(string version)
    {
        string[] output = await RunAsync("& $foreign; & $import; & $use", version, ("FOREIGN_CREDENTIAL", "1"));

        Assert.Equal(["secret is secret"], output);
        Assert.All(_kms.Calls.Snapshot(), call => Assert.Equal(_kms.DefaultCaller.AccessKeyId, call.AccessKeyId));
    }

    [Theory]
    [InlineData("EnvelopeCrypto.Aws.dll", false)]
    [InlineData("AWSSDK.Core.dll", false)]
    [InlineData("AWSSDK.Core.dll", true)]
    [InlineData("AWSSDK.KeyManagementService.dll", false)]
    public async Task A_file_that_is_missing_is_an_error_that_names_it_and_the_rest_of_the_module_works(string file, bool foreignIsThere)
    {
        using InstalledModule broken = new();
        File.Delete(Path.Combine(broken.BinPath, "aws", file));

        string[] output = await RunAsync(
            (foreignIsThere ? "& $foreign; " : "")
            + """
            & $import
            foreach ($turn in 1, 2) { try { & $use } catch { "$($_.FullyQualifiedErrorId)|$_" } }
            $file = [IO.Path]::GetTempFileName(); $null = New-RawAesKeyFile $file -Force
            'x' | Protect-EnvelopeData -KeyFile $file | Unprotect-EnvelopeData -KeyFile $file -AsString
            [IO.File]::Delete($file)
            """,
            "4.0.101.1",
            ("MODULE", broken.ManifestPath));

        Assert.Equal(3, output.Length);
        Assert.All(output[..2], line => Assert.StartsWith("ModuleIncomplete,", line, StringComparison.Ordinal));
        Assert.All(output[..2], line => Assert.Contains(file, line, StringComparison.Ordinal));
        Assert.Equal("x", output[2]);
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) =>
        lines.OrderByDescending(static line => line.StartsWith("secret", StringComparison.Ordinal)).ThenBy(static line => line, StringComparer.Ordinal);

    private async Task<string[]> RunAsync(string script, string version = "3.7.501.1", params (string Name, string Value)[] more)
    {
        Dictionary<string, string> environment = new()
        {
            ["MODULE"] = module.ManifestPath,
            ["KEY"] = _key,
            ["ENDPOINT"] = _kms.BaseAddress.ToString(),
            ["ACCESS"] = _kms.DefaultCaller.AccessKeyId,
            ["SECRET"] = _kms.DefaultCaller.SecretAccessKey,
            ["FOREIGN_CORE"] = Path.Combine(AppContext.BaseDirectory, "foreign", version, "AWSSDK.Core.dll"),
        };
        foreach ((string name, string value) in more)
        {
            environment[name] = value;
        }

        (int exitCode, string[] output, string errors) = await ChildSession.RunAsync(Functions + script, environment, TestContext.Current.CancellationToken);
        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        return output;
    }
}
