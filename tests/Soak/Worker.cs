using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security.Cryptography;
using System.Threading;
using Shell = System.Management.Automation.PowerShell;

namespace EnvelopeCrypto.Soak;

/// <summary>One runspace and what it does. Errors of the module are expected under faults; anything else, and any wrong plaintext, is a defect.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Runspace _runspace;
    private readonly Random _random;
    private readonly Tally _tally;
    private readonly string _folder;

    internal Worker(Runspace runspace, int seed, string folder, Tally tally)
    {
        _runspace = runspace;
        _random = new Random(seed);
        _tally = tally;
        _folder = Directory.CreateDirectory(folder).FullName;
        Set("folder", _folder);
    }

    internal void Run(Func<bool> goesOn)
    {
        Action[] operations = [Data, Data, Data, Files, Files, ReKey, Damage, Stopped, Local, Header];
        while (goesOn())
        {
            Action operation = operations[_random.Next(operations.Length)];
            try
            {
                operation();
                _tally.Succeeded(operation.Method.Name);
            }
            catch (FaultException e)
            {
                _tally.Refused(e.ErrorId);
            }
            catch (Exception e)
            {
                _tally.Defect($"{operation.Method.Name}: {e}");
            }
            finally
            {
                Clean(operation.Method.Name);
            }
        }
    }

    public void Dispose() => _runspace.Dispose();

    private void Data()
    {
        byte[] plaintext = Bytes(200_000);
        Set("plaintext", plaintext);
        byte[] message = One("Protect-EnvelopeData -InputObject $plaintext -MaterialsManager $manager -EncryptionContext @{ Purpose = 'soak' } -AlgorithmSuite " + Suite());
        Set("message", message);
        Same(plaintext, One("Unprotect-EnvelopeData -InputObject $message -MaterialsManager $manager -EncryptionContext @{ Purpose = 'soak' }"));
    }

    private void Files()
    {
        byte[] plaintext = Bytes(4_000_000);
        File.WriteAllBytes(At("in"), plaintext);
        Invoke("Protect-EnvelopeData -LiteralPath $folder/in -MaterialsManager $manager -AlgorithmSuite " + Suite());
        Invoke("Unprotect-EnvelopeData -LiteralPath $folder/in.encrypted -Destination $folder/out -MaterialsManager $manager");
        Same(plaintext, File.ReadAllBytes(At("out")));
    }

    private void ReKey()
    {
        byte[] plaintext = Bytes(1_000_000);
        File.WriteAllBytes(At("in"), plaintext);
        Invoke("Protect-EnvelopeData -LiteralPath $folder/in -KeyFile $keyFile");
        byte[] before = File.ReadAllBytes(At("in.encrypted"));
        try
        {
            Invoke("Update-EnvelopeData -LiteralPath $folder/in.encrypted -KeyFile $keyFile -NewMaterialsManager $manager");
        }
        catch (FaultException)
        {
            // In place: what was there must still be there, to the byte.
            Same(before, File.ReadAllBytes(At("in.encrypted")));
            throw;
        }

        Invoke("Unprotect-EnvelopeData -LiteralPath $folder/in.encrypted -Destination $folder/out -MaterialsManager $manager");
        Same(plaintext, File.ReadAllBytes(At("out")));
    }

    private void Damage()
    {
        Set("plaintext", Bytes(100_000));
        byte[] message = One("Protect-EnvelopeData -InputObject $plaintext -KeyFile $keyFile");
        message[^_random.Next(1, 80)] ^= 1;
        Set("message", message);
        if (LanguagePrimitives.IsTrue(Invoke("Test-EnvelopeData -InputObject $message -KeyFile $keyFile -WarningAction Ignore").Single()))
        {
            throw new InvalidOperationException("A damaged message was found to be whole.");
        }
    }

    /// <summary>Ctrl+C at a random moment.</summary>
    private void Stopped()
    {
        File.WriteAllBytes(At("in"), Bytes(8_000_000));
        using Shell pipeline = Create("Protect-EnvelopeData -LiteralPath $folder/in -Destination $folder/out -MaterialsManager $manager");
        IAsyncResult running = pipeline.BeginInvoke();
        running.AsyncWaitHandle.WaitOne(_random.Next(0, 40));
        pipeline.Stop();
        try
        {
            pipeline.EndInvoke(running);
        }
        catch (PipelineStoppedException)
        {
            return;
        }

        Throw(pipeline);
    }

    private void Local()
    {
        byte[] plaintext = Bytes(300_000);
        Set("plaintext", plaintext);
        Set("message", One("Protect-EnvelopeData -InputObject $plaintext -KeyFile $keyFile"));
        Same(plaintext, One("Unprotect-EnvelopeData -InputObject $message -KeyFile $keyFile"));
    }

    private void Header()
    {
        Set("plaintext", Bytes(1000));
        Set("message", One("Protect-EnvelopeData -InputObject $plaintext -MaterialsManager $manager"));
        if (Invoke("Get-EnvelopeHeader -InputObject $message").Count != 1)
        {
            throw new InvalidOperationException("No header.");
        }
    }

    /// <summary>Nothing but what the operation made under its final names may be left.</summary>
    private void Clean(string operation)
    {
        foreach (string path in Directory.GetFileSystemEntries(_folder))
        {
            if (Path.GetFileName(path) is not ("in" or "in.encrypted" or "out"))
            {
                _tally.Defect($"{operation} left {Path.GetFileName(path)}");
            }

            File.Delete(path);
        }
    }

    private byte[] Bytes(int upTo) => RandomNumberGenerator.GetBytes(_random.Next(upTo));

    private string Suite() => _random.Next(2) == 0 ? "0x0478" : "0x0578";

    private string At(string name) => Path.Combine(_folder, name);

    private void Set(string name, object value) => _runspace.SessionStateProxy.SetVariable(name, value);

    private Shell Create(string script)
    {
        Shell pipeline = Shell.Create(_runspace);
        pipeline.AddScript(script, useLocalScope: true);
        return pipeline;
    }

    private byte[] One(string script) => (byte[])Invoke(script).Single().BaseObject;

    private IReadOnlyList<PSObject> Invoke(string script)
    {
        using Shell pipeline = Create(script);
        try
        {
            IReadOnlyList<PSObject> output = [.. pipeline.Invoke()];
            Throw(pipeline);
            return output;
        }
        catch (RuntimeException e)
        {
            throw FaultException.From(e.ErrorRecord) ?? (Exception)e;
        }
    }

    private static void Throw(Shell pipeline)
    {
        if (pipeline.Streams.Error.FirstOrDefault() is { } error)
        {
            throw FaultException.From(error) ?? (Exception)new InvalidOperationException(error.ToString(), error.Exception);
        }
    }

    private static void Same(byte[] expected, byte[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            throw new InvalidOperationException($"WRONG BYTES: {expected.Length} expected, {actual.Length} came.");
        }
    }
}
