using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.Soak;

/// <summary>The emulator, in a process of its own so that what it holds is not counted. It ends with its standard input.</summary>
internal sealed partial class Kms : IDisposable
{
    private static readonly string[] Kinds =
        ["Latency", "Throttle", "InternalError", "ConnectionReset", "CutResponse", "TruncatedJson", "MalformedJson", "WrongKeyId", "WrongPlaintextLength"];

    private readonly Process _process;
    private readonly HttpClient _control = new();

    private Kms(Process process, string endpoint, string keyArn, string accessKey, string secretKey)
    {
        _process = process;
        Endpoint = endpoint;
        KeyArn = keyArn;
        AccessKey = accessKey;
        SecretKey = secretKey;
    }

    internal string Endpoint { get; }

    internal string KeyArn { get; }

    internal string AccessKey { get; }

    internal string SecretKey { get; }

    internal static async Task<Kms> StartAsync()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "KmsEmulator.dll"), "--port", "0", "--exit-with-input", "--key", "alias/soak"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The emulator did not start.");
        string said = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "# Ready.")
        {
            said += line + "\n";
        }

        return new Kms(process, Value(said, "AWS_ENDPOINT_URL_KMS"), ArnPattern().Match(said).Value, Value(said, "AWS_ACCESS_KEY_ID"), Value(said, "AWS_SECRET_ACCESS_KEY"));
    }

    /// <summary>Adds faults of random kinds, at random times, until cancelled.</summary>
    internal async Task DisturbAsync(Random random, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Several at once are more than the retries make good. A data key under another key than the one asked for is KMS's to give (the key may
                // be an alias), so an answer that names a wrong key is one to Decrypt.
                string kind = Kinds[random.Next(Kinds.Length)];
                object fault = new
                {
                    kind,
                    count = random.Next(1, 7),
                    operation = kind == "WrongKeyId" ? "Decrypt" : null,
                    delayMilliseconds = random.Next(0, 40),
                };
                using HttpResponseMessage answer = await _control.PostAsJsonAsync($"{Endpoint}/_emulator/faults", fault, cancellationToken);
                answer.EnsureSuccessStatusCode();
                await Task.Delay(random.Next(100, 900), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the run.
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
        _control.Dispose();
    }

    private static string Value(string text, string name) =>
        text.Split('\n').First(line => line.Contains(name, StringComparison.Ordinal)).Split('\'')[1];

    [GeneratedRegex("arn:[^']+")]
    private static partial Regex ArnPattern();
}
