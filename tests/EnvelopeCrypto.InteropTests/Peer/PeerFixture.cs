using System;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.InteropTests.Peer;
using Xunit;

[assembly: AssemblyFixture(typeof(PeerFixture))]

namespace EnvelopeCrypto.InteropTests.Peer;

/// <summary>
/// The peer, installed and started once, when the first test asks for it. Where node is absent those tests are skipped; where it is there and the peer
/// does not start, they fail.
/// </summary>
public sealed class PeerFixture : IDisposable
{
    private readonly string? _node = CommandLine.Find("node");
    private readonly Lazy<Task<(PeerProcess Process, PeerReply Hello)>> _peer;

    public PeerFixture()
    {
        _peer = new(StartAsync);
    }

    /// <summary>What the peer says of itself.</summary>
    public async Task<PeerReply> HelloAsync() => (await OpenAsync()).Hello;

    /// <summary>Lets the peer encrypt or decrypt.</summary>
    /// <exception cref="PeerRefusedException">The peer could not do it.</exception>
    public async Task<PeerReply> AskAsync(PeerRequest request, CancellationToken cancel) => await (await OpenAsync()).Process.AskAsync(request, cancel);

    public void Dispose()
    {
        if (_peer.IsValueCreated && _peer.Value.IsCompletedSuccessfully)
        {
            _peer.Value.Result.Process.Dispose();
        }
    }

    private Task<(PeerProcess Process, PeerReply Hello)> OpenAsync()
    {
        Assert.SkipWhen(_node is null, "Node.js is not installed: there is no node in PATH.");
        return _peer.Value;
    }

    private async Task<(PeerProcess Process, PeerReply Hello)> StartAsync()
    {
        await PeerPackage.InstallAsync();
        return await PeerProcess.StartAsync(_node!);
    }
}
