using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Materials;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>
/// The request that made the call is stopped, and the call fails by that: a keyring bound to its thread, or something it calls there, throws what a stopped
/// PowerShell pipeline throws. Those who wait for the call must not fail with it.
/// </summary>
public sealed class StoppedLeaderTests
{
    private const int Others = 5;

    [Fact]
    public async Task A_call_that_fails_later_because_its_leader_was_stopped_is_made_anew_for_the_others()
    {
        using Scene scene = new();
        using CancellationTokenSource stop = new();
        Gate gate = new();
        scene.Keyring.Before = async _ =>
        {
            await gate.PassAsync(CancellationToken.None);
            scene.Keyring.Before = null;
            throw new InvalidOperationException("The pipeline has been stopped.");
        };

        Task<EncryptionMaterials> leader = scene.AskAsync(Scene.Request(), stop.Token);
        Task<bool>[] others = [.. Enumerable.Range(0, Others).Select(_ => scene.UseAsync())];
        await stop.CancelAsync();
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        await DemandServedAsync(scene, others);
    }

    [Fact]
    public async Task So_is_one_that_fails_at_once_on_the_thread_of_its_leader()
    {
        using Scene scene = new();
        using CancellationTokenSource stop = new();
        Task<bool>[] others = [];
        scene.Keyring.Before = _ =>
        {
            scene.Keyring.Before = null;
            others = [.. Enumerable.Range(0, Others).Select(_ => AboardFromAnotherThread(scene))];
            stop.Cancel();
            throw new InvalidOperationException("The pipeline has been stopped.");
        };

        OperationCanceledException told = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.AskAsync(Scene.Request(), stop.Token));

        Assert.Equal(stop.Token, told.CancellationToken);
        await DemandServedAsync(scene, others);
    }

    [Fact]
    public async Task So_is_one_for_decryption()
    {
        using Scene scene = new();
        byte[] message = scene.Encrypt();
        using CancellationTokenSource stop = new();
        Gate gate = new();
        scene.Keyring.Before = async _ =>
        {
            await gate.PassAsync(CancellationToken.None);
            scene.Keyring.Before = null;
            throw new InvalidOperationException("The pipeline has been stopped.");
        };

        Task<DecryptedData> leader = scene.Client.DecryptAsync(message, new DecryptRequest(scene.Manager), stop.Token).AsTask();
        Task<DecryptedData> other = scene.Client.DecryptAsync(message, new DecryptRequest(scene.Manager), Scene.Cancel).AsTask();
        await stop.CancelAsync();
        gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        Assert.Equal(new byte[10], (await other.WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel)).Plaintext);
        Assert.Equal(2, scene.Keyring.Decrypted);
    }

    /// <summary>Begins a request on another thread.</summary>
    /// <returns>When the request waits for the call that is under way: what comes before it does not wait.</returns>
    private static Task<bool> AboardFromAnotherThread(Scene scene) =>
        Task.Factory.StartNew(() => scene.UseAsync(), Scene.Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).GetAwaiter().GetResult();

    /// <summary>One of the others called anew, and served all.</summary>
    private static async Task DemandServedAsync(Scene scene, Task<bool>[] others)
    {
        bool[] fromCache = await Task.WhenAll(others).WaitAsync(TimeSpan.FromMinutes(1), Scene.Cancel);
        Assert.Equal(Others, fromCache.Length);
        Assert.Single(fromCache, static value => !value);
        Assert.Equal(2, scene.Keyring.Generated);
    }
}
