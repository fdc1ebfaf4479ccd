using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>The one node process that does all of the peer's work. Requests from many threads take turns.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const string Pkcs1Option = "--security-revert=CVE-2023-46809";

    private static readonly TimeSpan ReplyLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _turn = new(1);

    private PeerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts the peer and waits for its first word.</summary>
    internal static async Task<(PeerProcess Process, PeerReply Hello)> StartAsync(string node)
    {
        // Node 20 decrypts PKCS#1 v1.5 only with this; a version that does not know it would refuse to start.
        (int refused, _) = await CommandLine.RunAsync(node, PeerPackage.Folder, ReplyLimit, [Pkcs1Option, "--version"]);
        string[] arguments = refused == 0 ? [Pkcs1Option, "peer.mjs"] : ["peer.mjs"];
        ProcessStartInfo start = CommandLine.Prepare(node, PeerPackage.Folder, arguments);
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        PeerProcess peer = new(Process.Start(start)!);
        try
        {
            return (peer, await peer.AskAsync(new PeerRequest { Action = "hello" }, CancellationToken.None));
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request and waits for its reply.</summary>
    /// <exception cref="PeerRefusedException">The peer could not do it.</exception>
    internal async Task<PeerReply> AskAsync(PeerRequest request, CancellationToken cancel)
    {
        string line = JsonSerializer.Serialize(request, InteropJson.Options);
        await _turn.WaitAsync(cancel);
        try
        {
            await SendAsync(line);
            PeerReply reply = await ReadReplyAsync();
            return reply.Ok ? reply : throw new PeerRefusedException(reply.Error);
        }
        catch (TimeoutException)
        {
            // A late reply would be taken for that to the next request.
            _process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _turn.Dispose();
    }

    private async Task SendAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            throw await EndedAsync();
        }
    }

    private async Task<PeerReply> ReadReplyAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(ReplyLimit) is { } line)
        {
            // Node itself writes a warning about the option above to standard output.
            if (line.StartsWith('{'))
            {
                return JsonSerializer.Deserialize<PeerReply>(line, InteropJson.Options)!;
            }
        }

        throw await EndedAsync();
    }

    private async Task<IOException> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ReplyLimit);
        return new IOException($"The peer ended with exit code {_process.ExitCode}:\n{_errors}");
    }
}
