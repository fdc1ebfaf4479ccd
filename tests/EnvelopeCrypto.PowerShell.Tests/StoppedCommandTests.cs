using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using KmsEmulator;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>Ctrl+C in one runspace while a command in another waits for the same call to AWS KMS.</summary>
public sealed class StoppedCommandTests(InstalledModule module) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private KmsEmulatorHost _kms = null!;
    private Session _first = null!;
    private Session _second = null!;

    public async ValueTask InitializeAsync()
    {
        _kms = await KmsEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _first = new Session(module);
        _second = new Session(module);
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        await _kms.DisposeAsync();
    }

    /// <summary>
    /// The command that makes the call is stopped just before it would tell -Verbose of the call, which the engine answers by an exception. That must not
    /// become the end of the call: it is made once, and serves the other command.
    /// </summary>
    [Fact]
    public void The_call_of_a_stopped_command_goes_on_for_those_who_wait_for_it()
    {
        using System.Management.Automation.PowerShell other = _second.Prepare("'from the other' | Protect-EnvelopeData -MaterialsManager $manager");
        using System.Management.Automation.PowerShell stopped = _first.Prepare("'from the stopped' | Protect-EnvelopeData -MaterialsManager $manager");
        using ManualResetEventSlim otherWaits = new();
        CancellationToken stop = default;
        IAsyncResult? otherRuns = null;
        int calls = 0;

        object local = _first.Run("New-RawAesKeyring my.key").Single().BaseObject;
        object keyring = Meeting.Before(local, "IKeyring", _ =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                otherRuns = other.BeginInvoke();
                Assert.True(otherWaits.Wait(Patience, TestContext.Current.CancellationToken));
                stopped.BeginStop(callback: null, state: null);
                Assert.True(stop.WaitHandle.WaitOne(Patience));
            }
        });
        object manager = _first.Run(
            "param($Local, $Aws) New-MultiKeyring -Generator $Local -Child (New-KmsKeyring @Aws) | New-CachingMaterialsManager -MaxAge 600",
            new() { ["Local"] = keyring, ["Aws"] = Aws() }).Single().BaseObject;
        Share(_first, Meeting.Before(manager, "IMaterialsManager", token => stop = token));
        Share(_second, Meeting.Before(manager, "IMaterialsManager", after: otherWaits.Set));

        Assert.Throws<PipelineStoppedException>(() => stopped.EndInvoke(stopped.BeginInvoke()));
        PSObject message = Assert.Single(other.EndInvoke(otherRuns!));

        Assert.Empty(other.Streams.Error);
        Assert.Equal(1, calls);
        Assert.Single(_kms.Calls.Snapshot(), static call => call.Operation == "Encrypt");
        Assert.Equal(
            "from the other",
            _second.Run("param($Message) Unprotect-EnvelopeData -InputObject $Message -MaterialsManager $manager -AsString", new() { ["Message"] = message })
                .Single().BaseObject);
    }

    /// <summary>As a keyring written as a PowerShell class does, when another runspace is stopped: nothing would be emitted, and nothing said.</summary>
    [Fact]
    public void The_stop_of_another_command_is_an_error_and_not_the_silent_end_of_this_one()
    {
        object local = _first.Run("New-RawAesKeyring my.key").Single().BaseObject;
        bool fails = true;
        object keyring = Meeting.Before(local, "IKeyring", _ =>
        {
            if (fails)
            {
                fails = false;
                throw new PipelineStoppedException();
            }
        });

        PSObject message = _first.Run("param($Keyring) 'first', 'second' | Protect-EnvelopeData -Keyring $Keyring", new() { ["Keyring"] = keyring }).Single();

        Assert.IsType<byte[]>(message.BaseObject);
        Assert.IsType<PipelineStoppedException>(Assert.Single(_first.Errors).Exception);
    }

    private static void Share(Session session, object manager) =>
        session.Run("param($Manager) $global:manager = $Manager", new() { ["Manager"] = manager });

    private System.Collections.Hashtable Aws() => new()
    {
        ["KeyId"] = _kms.CreateKey("eu-west-1"),
        ["EndpointUrl"] = _kms.BaseAddress,
        ["AccessKey"] = _kms.DefaultCaller.AccessKeyId,
        ["SecretKey"] = _kms.DefaultCaller.SecretAccessKey,
    };
}
