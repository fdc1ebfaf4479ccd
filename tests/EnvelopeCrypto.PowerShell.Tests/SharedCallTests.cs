using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using KmsEmulator;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>
/// A call to KMS that two runspaces wait for, while the one that makes it is ended by its own output. The call is told of by -Verbose before it is made:
/// there the second one comes aboard while the first stands still, so that nothing depends on time.
/// </summary>
public sealed class SharedCallTests(InstalledModule module) : IAsyncLifetime
{
    private KmsEmulatorHost _kms = null!;
    private Session _leader = null!;
    private Session _other = null!;

    public async ValueTask InitializeAsync()
    {
        _kms = await KmsEmulatorHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _leader = new Session(module);
        _other = new Session(module);
        Hashtable aws = new()
        {
            ["KeyId"] = _kms.CreateKey("eu-west-1"),
            ["EndpointUrl"] = _kms.BaseAddress,
            ["AccessKey"] = _kms.DefaultCaller.AccessKeyId,
            ["SecretKey"] = _kms.DefaultCaller.SecretAccessKey,
        };
        object manager = _leader.Run("param($Aws) ($global:cmm = New-CachingMaterialsManager @Aws -MaxAge 600)", new() { ["Aws"] = aws }).Single();
        _other.Run("param($Manager) $global:cmm = $Manager", new() { ["Manager"] = manager });
    }

    public async ValueTask DisposeAsync()
    {
        _leader.Dispose();
        _other.Dispose();
        await _kms.DisposeAsync();
    }

    [Theory]
    [InlineData("$VerbosePreference = 'Stop'; 'x' | Protect-EnvelopeData -MaterialsManager $cmm")]
    [InlineData("'x' | Protect-EnvelopeData -MaterialsManager $cmm -Verbose 4>&1 | ForEach-Object { if (\"$_\" -like 'AWS KMS *') { $board.Invoke(); throw 'seen enough' } }")]
    public async Task What_ends_the_one_that_makes_it_does_not_end_the_other(string script)
    {
        Task? waiting = null;
        _leader.Run("param($Board) $global:board = $Board", new() { ["Board"] = (Action)LetTheOtherBoard });
        using System.Management.Automation.PowerShell pipeline = _leader.Prepare(script);
        pipeline.Streams.Verbose.DataAdded += (_, e) =>
        {
            Assert.StartsWith("AWS KMS GenerateDataKey", pipeline.Streams.Verbose[e.Index].Message, StringComparison.Ordinal);
            LetTheOtherBoard();
        };

        Assert.ThrowsAny<RuntimeException>(() => pipeline.Invoke());

        Assert.NotNull(waiting);
        await waiting.WaitAsync(TestContext.Current.CancellationToken);
        _other.Run("$null = 'y' | Protect-EnvelopeData -MaterialsManager $cmm");
        Assert.Equal("GenerateDataKey", Assert.Single(_kms.Calls.Snapshot()).Operation);

        // On a thread of its own: on that of the leader it would not wait for the leader.
        void LetTheOtherBoard() => Task.Run(() => { waiting = Board(); }).Wait(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for the same data key in the other runspace; aboard when this returns.</summary>
    private Task Board()
    {
        Task waiting = (Task)_other.Run(
            """
            $request = [EnvelopeCrypto.Materials.EncryptionMaterialsRequest]::new()
            $request.GetType().GetProperty('MaxPlaintextLength').SetValue($request, [long] 1)
            , $cmm.GetEncryptionMaterialsAsync($request, [Threading.CancellationToken]::None).AsTask()
            """).Single().BaseObject;
        Assert.False(waiting.IsCompleted);
        return waiting;
    }
}
