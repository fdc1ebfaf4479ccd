using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using KmsEmulator;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>Counts, in the call log of a KMS, what caching saves.</summary>
public sealed class DataKeyCachingTests(InstalledModule module) : IAsyncLifetime
{
    private KmsEmulatorHost _kms = null!;
    private Session _session = null!;

    public async ValueTask InitializeAsync()
    {
        _kms = await KmsEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _session = new Session(module);
        _session.Run(
            "param($Aws) $global:aws = $Aws",
            new()
            {
                ["Aws"] = new System.Collections.Hashtable
                {
                    ["KeyId"] = _kms.CreateKey("eu-west-1"),
                    ["EndpointUrl"] = _kms.BaseAddress,
                    ["AccessKey"] = _kms.DefaultCaller.AccessKeyId,
                    ["SecretKey"] = _kms.DefaultCaller.SecretAccessKey,
                },
            });
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _kms.DisposeAsync();
    }

    [Fact]
    public void Ten_thousand_messages_with_a_limit_of_a_thousand_make_ten_calls_each_way()
    {
        Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600 -MaxMessages 1000; $messages = 1..10000 | ForEach-Object { \"m$_\" } | Protect-EnvelopeData -MaterialsManager $cmm -AlgorithmSuite 0x0478");
        Assert.Equal(10, Calls("GenerateDataKey"));
        Assert.Equal("10000 m10000", Run("$texts = $messages | Unprotect-EnvelopeData -MaterialsManager $cmm -AsString; \"$($texts.Count) $($texts[-1])\"").Single().ToString());
        Assert.Equal(10, Calls("Decrypt"));
        Assert.Equal("19980", Run("$cmm.Statistics.CallsSaved").Single().ToString());
    }

    [Fact]
    public void A_limit_of_bytes_makes_the_exact_number_of_calls()
    {
        Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600 -MaxBytes 9999; $data = [byte[]]::new(100); 1..1000 | ForEach-Object { ,$data } | Protect-EnvelopeData -MaterialsManager $cmm -AlgorithmSuite 0x0478 | . { process { } }");
        Assert.Equal(11, Calls("GenerateDataKey")); // 99 messages under each of ten keys, ten under the last
    }

    [Fact]
    public void Each_context_has_a_key_of_its_own()
    {
        Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600; 1..50 | ForEach-Object { $null = 'x' | Protect-EnvelopeData -MaterialsManager $cmm -EncryptionContext @{ Tenant = $_ % 2 } }");
        Assert.Equal(2, Calls("GenerateDataKey"));
    }

    [Fact]
    public void After_its_age_a_key_is_not_used_again()
    {
        Run(
            """
            $cmm = New-CachingMaterialsManager @aws -MaxAge 0.2
            $null = 'x' | Protect-EnvelopeData -MaterialsManager $cmm
            while (Get-MaterialsCacheEntry $cmm) { }
            $null = 'x' | Protect-EnvelopeData -MaterialsManager $cmm
            """);
        Assert.Equal(2, Calls("GenerateDataKey"));
    }

    [Fact]
    public void A_null_cache_asks_for_every_message()
    {
        Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600 -Cache (New-NullMaterialsCache); 1..10000 | ForEach-Object { \"m$_\" } | Protect-EnvelopeData -MaterialsManager $cmm -AlgorithmSuite 0x0478 | . { process { } }");
        Assert.Equal(10_000, Calls("GenerateDataKey"));
    }

    [Fact]
    public void A_stream_without_a_length_is_cached_only_with_a_bound()
    {
        Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600");
        for (int i = 0; i < 3; i++)
        {
            Encrypt("");
        }

        Assert.Equal(3, Calls("GenerateDataKey"));
        for (int i = 0; i < 3; i++)
        {
            Encrypt(" -PlaintextLength 1000");
        }

        Assert.Equal(4, Calls("GenerateDataKey"));
        Assert.Equal("3", Run("$cmm.Statistics.BypassesByReason['UnknownLength']").Single().ToString());

        void Encrypt(string bound)
        {
            using UnseekableStream stream = new(new byte[1000]);
            _session.Run($"param($Stream) $null = Protect-EnvelopeData -InputStream $Stream -AsBytes -MaterialsManager $cmm{bound}", new() { ["Stream"] = stream });
            Assert.Empty(_session.Errors);
        }
    }

    [Fact]
    public void File_results_say_whether_the_data_key_was_reused()
    {
        _session.WriteFile("a.txt", [1]);
        _session.WriteFile("b.txt", [2]);
        string[] cached = [.. Run("$cmm = New-CachingMaterialsManager @aws -MaxAge 600; Protect-EnvelopeData a.txt, b.txt -MaterialsManager $cmm -ThrottleLimit 1 | ForEach-Object FromCache").Select(static value => value.ToString())];
        Assert.Equal(["False", "True"], cached);
    }

    [Fact]
    public void Sixteen_runspaces_share_a_manager_and_no_key_goes_beyond_its_limit()
    {
        const int Runspaces = 16;
        const int Each = 1250;
        const int Limit = 700;
        _session.Run(
            "param($ManifestPath, $Each, $Limit) $cmm = New-CachingMaterialsManager @aws -MaxAge 600 -MaxMessages $Limit; $manifest = $ManifestPath; $count = $Each",
            new() { ["ManifestPath"] = module.ManifestPath, ["Each"] = Each, ["Limit"] = Limit });
        string[] keys = [.. Run(
            $$"""
            1..{{Runspaces}} | ForEach-Object -ThrottleLimit {{Runspaces}} -Parallel {
                Import-Module $using:manifest
                1..$using:count | ForEach-Object { 'x' } | Protect-EnvelopeData -MaterialsManager $using:cmm -AlgorithmSuite 0x0478 |
                    ForEach-Object { [Convert]::ToBase64String((Get-EnvelopeHeader -InputObject $_).EncryptedDataKey[0].Ciphertext.ToArray()) }
            }
            """).Select(static key => key.ToString())];
        Assert.Equal(Runspaces * Each, keys.Length);
        Assert.True(keys.GroupBy(static key => key).All(static group => group.Count() <= Limit), "A data key was used beyond its limit.");
        Assert.Equal(((Runspaces * Each) + Limit - 1) / Limit, Calls("GenerateDataKey"));
    }

    private IReadOnlyCollection<PSObject> Run(string script)
    {
        IReadOnlyCollection<PSObject> output = _session.Run(script);
        Assert.Empty(_session.Errors);
        return output;
    }

    private int Calls(string operation) => _kms.Calls.Snapshot().Count(call => call.Operation == operation);

    private sealed class UnseekableStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
