using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using Shell = System.Management.Automation.PowerShell;

namespace EnvelopeCrypto.Soak;

/// <summary>Eight runspaces share one caching manager over AWS KMS, whose answers fail at random.</summary>
internal static class LongRun
{
    private const int Runspaces = 8;
    private const int Readings = 40;

    private const string Setup =
        """
        $ErrorActionPreference = 'Continue'
        $keyring = New-KmsKeyring -KeyId $keyArn -EndpointUrl $endpoint -AccessKey $accessKey -SecretKey $secretKey -Region us-east-1
        $keyring | New-CachingMaterialsManager -MaxAge 2 -MaxMessages 40 -Cache (New-LocalMaterialsCache -Capacity 20)
        $null = New-RawAesKeyFile $keyFile
        """;

    internal static async Task<bool> RunAsync(TimeSpan duration, int seed)
    {
        Console.WriteLine($"{Runspaces} runspaces, {duration.TotalMinutes} minutes, seed {seed}");
        string root = Directory.CreateTempSubdirectory("envelope-soak-").FullName;
        Worker[] workers = [];
        try
        {
            using Kms kms = await Kms.StartAsync();
            Runspace first = OpenRunspace();
            string keyFile = Path.Combine(root, "soak.key");
            object manager = MakeManager(first, kms, keyFile);
            Tally tally = new();
            workers = [.. Enumerable.Range(0, Runspaces).Select(i =>
            {
                Runspace runspace = i == 0 ? first : OpenRunspace();
                runspace.SessionStateProxy.SetVariable("manager", manager);
                runspace.SessionStateProxy.SetVariable("keyFile", keyFile);
                return new Worker(runspace, seed + i, Path.Combine(root, $"{i}"), tally);
            })];
            List<Reading> readings = await WorkAsync(workers, kms, tally, duration, seed);
            Console.WriteLine(tally);
            ((IDisposable)manager).Dispose();
            return Growth.Judge(readings) & tally.Defects == 0;
        }
        finally
        {
            Array.ForEach(workers, static worker => worker.Dispose());
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<List<Reading>> WorkAsync(Worker[] workers, Kms kms, Tally tally, TimeSpan duration, int seed)
    {
        using CancellationTokenSource end = new();
        Stopwatch clock = Stopwatch.StartNew();
        Task faults = kms.DisturbAsync(new Random(seed), end.Token);
        Thread[] threads = [.. workers.Select(worker => new Thread(() => worker.Run(() => clock.Elapsed < duration)))];
        Array.ForEach(threads, static thread => thread.Start());
        List<Reading> readings = [];
        for (int i = 1; i <= Readings; i++)
        {
            TimeSpan wait = (duration * i / Readings) - clock.Elapsed;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);

            // While they work: what is under way belongs to it.
            Reading reading = Reading.Take(clock.Elapsed, tally.Operations);
            readings.Add(reading);
            Console.WriteLine(reading);
        }

        await end.CancelAsync();
        await faults;
        foreach (Thread thread in threads)
        {
            if (!thread.Join(TimeSpan.FromMinutes(2)))
            {
                tally.Defect("A runspace hangs.");
            }
        }

        return readings;
    }

    private static object MakeManager(Runspace runspace, Kms kms, string keyFile)
    {
        SessionStateProxy variables = runspace.SessionStateProxy;
        variables.SetVariable("keyArn", kms.KeyArn);
        variables.SetVariable("endpoint", kms.Endpoint);
        variables.SetVariable("accessKey", kms.AccessKey);
        variables.SetVariable("secretKey", kms.SecretKey);
        variables.SetVariable("keyFile", keyFile);
        using Shell pipeline = Shell.Create(runspace);
        PSObject manager = pipeline.AddScript(Setup).Invoke().Single();
        return pipeline.HadErrors ? throw new InvalidOperationException(pipeline.Streams.Error[0].ToString()) : manager.BaseObject;
    }

    private static Runspace OpenRunspace()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using Shell pipeline = Shell.Create(runspace);
        pipeline.AddCommand("Import-Module").AddArgument(Path.Combine(FindRoot(), "EnvelopeCrypto.psd1")).Invoke();
        return runspace;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EnvelopeCrypto.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Not inside the repository.");
    }
}
