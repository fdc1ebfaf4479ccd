using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using EnvelopeCrypto.PowerShell.Tests.Kms;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

/// <summary>Trees, where no PowerShell is installed as well: there and back, two processes at once, progress.</summary>
public sealed class TreeTests(InstalledModule module)
{
    [Fact]
    public void A_tree_goes_there_and_back()
    {
        using Session session = new(module);
        string[] names = WriteTree(session, 30);
        Directory.CreateDirectory(session.PathOf("src/empty"));
        Collection<PSObject> results = session.Run("Protect-EnvelopeData src vault -Recurse -KeyFile my.key");
        Assert.Empty(session.Errors);
        Assert.Equal(names.Select(static name => name + ".encrypted"), NamesIn(session.PathOf("vault")));
        Assert.Equal(NamesIn(session.PathOf("vault")), results.Select(result => Path.GetRelativePath(session.PathOf("vault"), Text(result, "Destination"))).Order(StringComparer.Ordinal));
        Assert.True(Directory.Exists(session.PathOf("vault/empty")));
        session.Run("$null = Unprotect-EnvelopeData vault back -Recurse -KeyFile my.key");
        Assert.Empty(session.Errors);
        AssertSame(session.PathOf("src"), session.PathOf("back"));
    }

    [Fact]
    public void A_read_only_file_is_read_and_what_is_made_of_it_can_be_replaced()
    {
        using Session session = new(module);
        string source = session.WriteFile("data", [1, 2, 3]);
        File.SetAttributes(source, FileAttributes.ReadOnly);
        try
        {
            session.Run("$null = Protect-EnvelopeData data message -KeyFile my.key");
            session.Run("$null = Protect-EnvelopeData data message -KeyFile my.key -Force -PreserveAttributes");
            session.Run("$null = Unprotect-EnvelopeData message back -KeyFile my.key");
            Assert.Empty(session.Errors);
            Assert.Equal([1, 2, 3], File.ReadAllBytes(session.PathOf("back")));
            Assert.True(File.GetAttributes(source).HasFlag(FileAttributes.ReadOnly));
        }
        finally
        {
            File.SetAttributes(source, FileAttributes.Normal);
        }
    }

    [Fact]
    public void Directories_keep_their_times_where_that_is_asked_for()
    {
        using Session session = new(module);
        WriteTree(session, 30);
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        Directory.CreateDirectory(session.PathOf("src/empty"));
        string[] directories = ["", "d0", "d1", "empty"];
        Array.ForEach(directories, name => Directory.SetLastWriteTimeUtc(session.PathOf($"src/{name}"), time));
        session.Run("$null = Protect-EnvelopeData src kept -Recurse -KeyFile my.key -PreserveAttributes; $null = Protect-EnvelopeData src new -Recurse -KeyFile my.key");
        Assert.Empty(session.Errors);
        Assert.All(directories, name => Assert.Equal(time, Directory.GetLastWriteTimeUtc(session.PathOf($"kept/{name}"))));
        Assert.All(directories, name => Assert.NotEqual(time, Directory.GetLastWriteTimeUtc(session.PathOf($"new/{name}"))));
        DateTime before = Directory.GetLastWriteTimeUtc(session.PathOf("new"));
        session.Run("$null = Protect-EnvelopeData src new -Recurse -KeyFile my.key -PreserveAttributes -Force -WhatIf");
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(session.PathOf("new")));
    }

    [Fact]
    public void Directories_get_the_times_that_an_interrupted_run_could_not_set()
    {
        using Session session = new(module);
        WriteTree(session, 30);
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        DateTime other = time.AddYears(1);
        Directory.CreateDirectory(session.PathOf("src/empty"));
        string[] directories = ["", "d0", "d1", "empty"];
        Array.ForEach(directories, name => Directory.SetLastWriteTimeUtc(session.PathOf($"src/{name}"), time));

        // As after an interruption: in d0 and the root all files are written, in d1 one is missing.
        session.Run("$null = Protect-EnvelopeData src vault -Recurse -KeyFile my.key");
        File.Delete(Directory.GetFiles(session.PathOf("vault/d1"))[0]);
        Array.ForEach(directories, name => Directory.SetLastWriteTimeUtc(session.PathOf($"vault/{name}"), other));
        session.Run("$null = Protect-EnvelopeData src vault -Recurse -KeyFile my.key -SkipExisting -PreserveAttributes -WhatIf");
        Assert.All(directories, name => Assert.Equal(other, Directory.GetLastWriteTimeUtc(session.PathOf($"vault/{name}"))));
        Assert.Single(session.Run("Protect-EnvelopeData src vault -Recurse -KeyFile my.key -SkipExisting -PreserveAttributes"));
        Assert.Empty(session.Errors);
        Assert.All(directories, name => Assert.Equal(time, Directory.GetLastWriteTimeUtc(session.PathOf($"vault/{name}"))));

        // Without both, what this run does not write into is left alone.
        Directory.SetLastWriteTimeUtc(session.PathOf("vault/d0"), other);
        session.Run("Protect-EnvelopeData src vault -Recurse -KeyFile my.key -SkipExisting");
        Assert.Empty(session.Errors);
        Assert.Equal(other, Directory.GetLastWriteTimeUtc(session.PathOf("vault/d0")));
    }

    [Fact]
    public async Task Two_processes_into_one_directory_make_one_whole_tree()
    {
        using Session session = new(module);
        string[] names = WriteTree(session, 200);
        Directory.CreateDirectory(session.PathOf("vault/d0"));
        string leftover = session.PathOf("vault/d0/.f0.encrypted.0011223344556677.envelope-partial");
        await File.WriteAllTextAsync(leftover, "left behind", TestContext.Current.CancellationToken);
        Dictionary<string, string> environment = new() { ["Manifest"] = module.ManifestPath, ["Folder"] = session.Folder };
        const string Script = """
            Import-Module $env:Manifest
            $null = $ExecutionContext.SessionState.Path.SetLocation($env:Folder)
            foreach ($result in Protect-EnvelopeData src vault -Recurse -SkipExisting -KeyFile my.key) { $result.Destination }
            """;
        (int ExitCode, string[] Output, string Errors)[] runs = await Task.WhenAll(
            ChildSession.RunAsync(Script, environment, TestContext.Current.CancellationToken),
            ChildSession.RunAsync(Script, environment, TestContext.Current.CancellationToken));
        Assert.All(runs, static run => Assert.Equal((0, ""), (run.ExitCode, run.Errors)));

        // Each file was written by one of them.
        Assert.Equal(
            names.Select(name => session.PathOf($"vault/{name}.encrypted")).Order(StringComparer.Ordinal),
            runs.SelectMany(static run => run.Output).Order(StringComparer.Ordinal));
        Assert.Equal(names.Select(static name => name + ".encrypted"), NamesIn(session.PathOf("vault")));
        session.Run("$null = Unprotect-EnvelopeData vault back -Recurse -KeyFile my.key");
        Assert.Empty(session.Errors);
        AssertSame(session.PathOf("src"), session.PathOf("back"));
    }

    [Fact]
    public void Progress_is_shown_seldom_and_taken_away_at_the_end()
    {
        using Session session = new(module);
        (List<ProgressRecord> records, TimeSpan took) = RunLong(session, "Continue");
        ProgressRecord last = records[^1];
        Assert.Equal(ProgressRecordType.Completed, last.RecordType);
        ProgressRecord[] shown = [.. records.SkipLast(1)];
        Assert.NotEmpty(shown);
        Assert.InRange(shown.Length, 1, (int)(took.TotalSeconds * 5) + 1);
        Assert.All(shown, record =>
        {
            Assert.Equal(last.ActivityId, record.ActivityId);
            Assert.Equal("Protect-EnvelopeData", record.Activity);
            Assert.Equal(ProgressRecordType.Processing, record.RecordType);
            Assert.Matches(@"^[\d,]+ of [\d,]+ files, [\d.]+ [KM]?B, [\d.]+ [KM]?B/s$", record.StatusDescription);
            Assert.InRange(record.PercentComplete, 0, 100);
        });
    }

    [Fact]
    public void Progress_is_not_shown_where_it_is_not_wanted()
    {
        using Session session = new(module);
        Assert.Empty(RunLong(session, "SilentlyContinue").Records);
    }

    /// <summary>Files come down the pipeline until one and a half seconds have passed: progress begins after one.</summary>
    private static (List<ProgressRecord> Records, TimeSpan Took) RunLong(Session session, string preference)
    {
        Directory.CreateDirectory(session.PathOf("out"));
        using System.Management.Automation.PowerShell pipeline = session.Prepare(
            $$"""
            $ProgressPreference = '{{preference}}'
            $clock = [Diagnostics.Stopwatch]::StartNew()
            & {
                for ($i = 0; $clock.ElapsedMilliseconds -lt 1500; $i++) {
                    [IO.File]::WriteAllText("$PWD/f$i", 'content')
                    [IO.FileInfo]::new("$PWD/f$i")
                }
            } | Protect-EnvelopeData -Destination out -KeyFile my.key | ForEach-Object { }
            """);
        List<ProgressRecord> records = [];
        pipeline.Streams.Progress.DataAdded += (_, e) => records.Add(pipeline.Streams.Progress[e.Index]);
        long start = Stopwatch.GetTimestamp();
        pipeline.Invoke();
        Assert.Empty(pipeline.Streams.Error);
        return (records, Stopwatch.GetElapsedTime(start));
    }

    private static string[] WriteTree(Session session, int files)
    {
        for (int i = 0; i < files; i++)
        {
            string directory = Directory.CreateDirectory(session.PathOf($"src/d{i % 2}")).FullName;
            File.WriteAllText(Path.Combine(directory, $"f{i}"), new string((char)('a' + (i % 26)), i * 10));
        }

        return NamesIn(session.PathOf("src"));
    }

    private static string[] NamesIn(string directory) =>
        [.. Directory.GetFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal)];

    private static void AssertSame(string left, string right)
    {
        Assert.Equal(NamesIn(left), NamesIn(right));
        Assert.All(NamesIn(left), name => Assert.Equal(File.ReadAllBytes(Path.Combine(left, name)), File.ReadAllBytes(Path.Combine(right, name))));
    }

    private static string Text(PSObject result, string property) => (string)result.Properties[property].Value;
}
