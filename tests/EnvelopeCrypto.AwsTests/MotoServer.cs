using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>Python's moto, which imitates KMS among other services, where it is installed. It is started once, by the first test that asks for it.</summary>
public sealed class MotoServer : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Lazy<Task<Uri?>> _started;
    private Process? _process;

    public MotoServer()
    {
        _started = new(StartAsync);
    }

    /// <summary>Where it listens; the test is skipped where it is not installed.</summary>
    public async Task<Uri> OpenAsync()
    {
        Uri? endpoint = await _started.Value;
        Assert.SkipWhen(endpoint is null, "moto_server is not installed (pip install 'moto[server]').");
        return endpoint!;
    }

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
    }

    private async Task<Uri?> StartAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(static folder => (string[])[Path.Combine(folder, "moto_server"), Path.Combine(folder, "moto_server.exe")])
            .FirstOrDefault(File.Exists);
        if (program is null || !await IsInstalledAsync(program))
        {
            return null;
        }

        int port = FreePort();
        _process = Process.Start(Quiet(program, "-H", "127.0.0.1", "-p", $"{port}"))!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Uri endpoint = new($"http://127.0.0.1:{port}/");
        using HttpClient http = new();
        using CancellationTokenSource limit = new(StartLimit);
        while (true)
        {
            try
            {
                (await http.GetAsync(new Uri(endpoint, "moto-api/"), limit.Token)).EnsureSuccessStatusCode();
                return endpoint;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>A version manager leaves a program of that name that says only that it is not installed.</summary>
    private static async Task<bool> IsInstalledAsync(string program)
    {
        using Process process = Process.Start(Quiet(program, "--help"))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static ProcessStartInfo Quiet(string program, params string[] arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
