using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security.Cryptography;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Benchmarks;

/// <summary>
/// Small messages through a pipeline of the real PowerShell engine, against the library called in a loop, in turns: 1 KiB, suite 0478, one cached data key.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Messages = 2000;
    private const int PlaintextLength = 1024;
    private const double Target = 1 / 0.7;

    internal static bool Run()
    {
        using RawAesKeyring keyring = new("benchmarks", "key", RandomNumberGenerator.GetBytes(32));
        using CachingMaterialsManager manager = new(keyring, new CachingThresholds(TimeSpan.FromHours(1)), cache: null);
        EnvelopeClient client = new();
        EncryptRequest encrypt = new(manager) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey };
        DecryptRequest decrypt = new(manager);
        object[] plaintexts = [.. Enumerable.Range(0, Messages).Select(static _ => RandomNumberGenerator.GetBytes(PlaintextLength))];
        object[] messages = [.. plaintexts.Select(plaintext => client.Encrypt((byte[])plaintext, encrypt).Message)];

        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("manager", manager);
        runspace.SessionStateProxy.SetVariable("plaintexts", plaintexts);
        runspace.SessionStateProxy.SetVariable("messages", messages);
        Invoke(runspace, $"Import-Module '{Path.Combine(ImportBenchmark.FindRoot(), "EnvelopeCrypto.psd1")}'");

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Messages} messages of {PlaintextLength} bytes, suite 0478; {Target:F2} is 0.7 of the library's rate."));
        bool met = Comparison.Run(
            "encrypt in a pipeline, against the library",
            () => Invoke(runspace, "$plaintexts | Protect-EnvelopeData -MaterialsManager $manager -AlgorithmSuite 0x0478"),
            () => Array.ForEach(plaintexts, plaintext => client.Encrypt((byte[])plaintext, encrypt)),
            Target);
        met &= Comparison.Run(
            "decrypt in a pipeline, against the library",
            () => Invoke(runspace, "$messages | Unprotect-EnvelopeData -MaterialsManager $manager"),
            () => Array.ForEach(messages, message => client.Decrypt((byte[])message, decrypt)),
            Target);
        return met;
    }

    private static void Invoke(Runspace runspace, string script)
    {
        using System.Management.Automation.PowerShell pipeline = System.Management.Automation.PowerShell.Create(runspace);
        pipeline.AddScript(script + " | Out-Null", useLocalScope: true);
        pipeline.Invoke();
        if (pipeline.HadErrors)
        {
            throw new InvalidOperationException(pipeline.Streams.Error[0].ToString(), pipeline.Streams.Error[0].Exception);
        }
    }
}
