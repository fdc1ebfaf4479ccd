using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>
/// A process of its own encrypts and decrypts, ends well and badly, and searches all of its memory for the keys that were used and for the plaintext.
/// AWS KMS is the emulator in this process, reached through the AWS SDK.
/// </summary>
public sealed class MemoryTests : AwsTest
{
    private const int Scenarios = 15;

    /// <summary>Keys in files are read the same way whoever wraps the data keys.</summary>
    private const int KeyFileScenarios = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task With_local_keys_no_key_and_no_plaintext_is_left_in_memory() =>
        AssertClean(await RunAsync("local"), Scenarios + KeyFileScenarios, wrappingKeyInProcess: true);

    [Fact]
    public async Task With_AWS_KMS_no_key_and_no_plaintext_is_left_in_memory()
    {
        string[][] lines = await RunAsync(
            "kms", Host.BaseAddress.ToString(), Host.DefaultCaller.AccessKeyId, Host.DefaultCaller.SecretAccessKey, Host.CreateKey(Ireland), Host.CreateKey(Ireland));
        AssertClean(lines, Scenarios, wrappingKeyInProcess: false);
        foreach (string[] scenario in lines.Where(static line => line[0] == "scenario"))
        {
            // Not ours: the text of AWS KMS's answer, in buffers of the AWS SDK, HTTP and TLS. about_EnvelopeCrypto_Security says so.
            TestContext.Current.TestOutputHelper?.WriteLine($"{scenario[2]}: {(scenario[6].Length == 0 ? "no base64 text" : scenario[6])}");
        }
    }

    private static void AssertClean(string[][] lines, int expected, bool wrappingKeyInProcess)
    {
        string[][] scenarios = [.. lines.Where(static line => line[0] == "scenario")];
        Assert.Equal(expected, scenarios.Length);
        Assert.All(scenarios, static scenario =>
        {
            Assert.InRange(Number(scenario[3]), 1, 100);
            Assert.InRange(Number(scenario[4]), 10_000_000, long.MaxValue);
            Assert.True(scenario[5].Length == 0, $"{scenario[2]}: {scenario[5]}");
        });

        // The search finds nothing that is not there, a planted copy, and nothing when that is wiped.
        string[] planted = Assert.Single(lines, static line => line[0] == "control" && line[2] == "planted");
        Assert.Equal("0", planted[3]);
        Assert.InRange(Number(planted[4]), 1, 100);
        Assert.Equal("0", planted[5]);

        // While an encryption runs, its keys and its plaintext are there.
        string[] inUse = Assert.Single(lines, static line => line[0] == "control" && line[2] == "in use");
        Assert.InRange(Number(inUse[3]), 1, 100);
        Assert.InRange(Number(inUse[4]), 1, 100);
        Assert.Equal(wrappingKeyInProcess, Number(inUse[5]) > 0);
        Assert.InRange(Number(inUse[6]), 1, long.MaxValue);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<string[][]> RunAsync(params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Memory is read through /proc, which only Linux has.");
        }

        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "MemoryWitness.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Less to read.
            Environment = { ["DOTNET_GCHeapHardLimit"] = "0x6000000" },
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(Cancel);
            string output = await process.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(Patience, Cancel);
            await process.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
            Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t'))];
        }
        finally
        {
            process.Kill();
        }
    }
}
