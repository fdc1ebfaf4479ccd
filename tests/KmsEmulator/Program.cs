using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace KmsEmulator;

/// <summary>The emulator as a program of its own: prints what a PowerShell session needs to reach it, then runs until it is stopped.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(arguments);
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{CommandLine.Usage}");
            return 2;
        }

        try
        {
            await RunAsync(line);
            return 0;
        }
        catch (Exception refused) when (refused is IOException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static async Task RunAsync(CommandLine line)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stop);
        await using KmsEmulatorHost host = await KmsEmulatorHost.StartAsync(line.Port, new KmsEmulatorOptions { Partition = line.Partition });
        List<string> arns = [.. line.Keys.Select(key => Create(host, line.Region, key))];
        foreach (string text in Greeting(host, line, arns))
        {
            await Console.Out.WriteLineAsync(text);
        }

        await Console.Out.FlushAsync();
        await (line.ExitWithInput ? Task.WhenAny(stop.Task, Console.OpenStandardInput().CopyToAsync(Stream.Null)) : stop.Task);
    }

    private static string Create(KmsEmulatorHost host, string region, string key) =>
        key.Split('=', 2) is [string alias, string arn] ? host.CreateKeyAs(arn, alias) : host.CreateKey(region, key);

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });

    // Every line can be pasted into PowerShell; the last tells those who wait that requests are answered.
    private static IEnumerable<string> Greeting(KmsEmulatorHost host, CommandLine line, List<string> arns)
    {
        yield return $"# A KMS for tests, account {host.DefaultCaller.AccountId}. Keys are in memory only. Ctrl+C stops it.";
        yield return "# Paste this into PowerShell:";
        yield return $"$env:AWS_ENDPOINT_URL_KMS = '{host.BaseAddress.ToString().TrimEnd('/')}'";
        yield return $"$env:AWS_ACCESS_KEY_ID = '{host.DefaultCaller.AccessKeyId}'";
        yield return $"$env:AWS_SECRET_ACCESS_KEY = '{host.DefaultCaller.SecretAccessKey}'";
        yield return $"$env:AWS_REGION = '{line.Region}'";
        if (arns.Count > 0)
        {
            yield return $"$KeyId = {string.Join(", ", arns.Select(arn => $"'{arn}'"))}  # {string.Join(", ", line.Keys)}";
        }

        yield return "# Ready.";
    }
}
