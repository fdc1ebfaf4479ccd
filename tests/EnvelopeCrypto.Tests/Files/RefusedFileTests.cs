using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Files that are refused before any keyring is asked, with nothing opened that could block and nothing made.</summary>
public sealed class RefusedFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_source_that_is_not_there() =>
        await DemandRefusedAsync(ErrorIds.SourceNotFound, _directory.At("nothing"), _directory.At("message"));

    [Fact]
    public async Task A_source_in_a_directory_that_is_not_there() =>
        await DemandRefusedAsync(ErrorIds.SourceNotFound, _directory.At("nothing/data"), _directory.At("message"));

    [Fact]
    public async Task A_directory_as_source() =>
        await DemandRefusedAsync(ErrorIds.SourceIsDirectory, _directory.Root, _directory.At("message"));

    [Fact]
    public async Task A_directory_as_destination()
    {
        Directory.CreateDirectory(_directory.At("sub"));
        await DemandRefusedAsync(ErrorIds.DestinationNotAFile, _directory.Write("data", [1]), _directory.At("sub"));
    }

    [Fact]
    public async Task A_destination_in_a_directory_that_is_not_there() =>
        await DemandRefusedAsync(ErrorIds.DestinationDirectoryNotFound, _directory.Write("data", [1]), _directory.At("nothing/message"));

    [Fact]
    public async Task A_pipe_as_source_is_not_opened()
    {
        MakePipe();
        await DemandRefusedAsync(ErrorIds.SourceNotRegularFile, _directory.At("pipe"), _directory.At("message"));
    }

    [Fact]
    public async Task A_pipe_as_destination_is_not_opened()
    {
        MakePipe();
        await DemandRefusedAsync(ErrorIds.DestinationNotAFile, _directory.Write("data", [1]), _directory.At("pipe"));
    }

    [Fact]
    public async Task A_link_to_a_pipe_is_a_pipe()
    {
        MakePipe();
        File.CreateSymbolicLink(_directory.At("link"), _directory.At("pipe"));
        await DemandRefusedAsync(ErrorIds.SourceNotRegularFile, _directory.At("link"), _directory.At("message"));
    }

    [Fact]
    public async Task A_device_as_destination()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no device files on Windows.");
        await DemandRefusedAsync(ErrorIds.DestinationNotAFile, _directory.Write("data", [1]), "/dev/null");
    }

    [Fact]
    public async Task Source_and_destination_by_the_same_path()
    {
        string path = _directory.Write("data", [1]);
        await DemandRefusedAsync(ErrorIds.SameFile, path, path);
    }

    [Fact]
    public async Task Source_and_destination_through_a_symbolic_link_either_way()
    {
        string path = _directory.Write("data", [1]);
        File.CreateSymbolicLink(_directory.At("link"), path);
        await DemandRefusedAsync(ErrorIds.SameFile, path, _directory.At("link"));
        await DemandRefusedAsync(ErrorIds.SameFile, _directory.At("link"), path);
    }

    [Fact]
    public async Task Source_and_destination_through_a_linked_directory()
    {
        Directory.CreateDirectory(_directory.At("sub"));
        string path = _directory.Write("sub/data", [1]);
        Directory.CreateSymbolicLink(_directory.At("other"), _directory.At("sub"));
        await DemandRefusedAsync(ErrorIds.SameFile, path, _directory.At("other/data"));
    }

    [Fact]
    public async Task Source_and_destination_as_two_hard_links()
    {
        string path = _directory.Write("data", [1]);
        Assert.SkipUnless(ShellCommand.TryRun("ln", path, _directory.At("twin")), "There is no ln to make a hard link with.");
        await DemandRefusedAsync(ErrorIds.SameFile, path, _directory.At("twin"));
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_an_existing_destination()
    {
        string source = _directory.Write("data", [1]);
        File.CreateSymbolicLink(_directory.At("link"), _directory.At("nowhere"));

        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(() => new EnvelopeFiles(new EnvelopeClient()).EncryptAsync(
            source, _directory.At("link"), new EncryptRequest(_keyring), progress: null, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorIds.DestinationExists, error.ErrorId);
        Assert.Equal(["data", "link"], _directory.Names);
    }

    [Fact]
    public async Task A_source_that_may_not_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Access on Windows is not a matter of modes.");
        string source = _directory.Write("data", [1]);
        TemporaryDirectory.SetMode(source, UnixFileMode.None);
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Modes do not stop root from reading, and this is root.");
        await DemandRefusedAsync(ErrorIds.SourceUnreadable, source, _directory.At("message"));
    }

    [Fact]
    public async Task A_source_that_another_program_has_locked()
    {
        string source = _directory.Write("data", [1]);
        await using FileStream locked = new(source, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await DemandRefusedAsync(ErrorIds.SourceUnreadable, source, _directory.At("message"));
    }

    /// <summary>With replacing allowed, so that it is not the existing destination that is refused.</summary>
    private async Task DemandRefusedAsync(string errorId, string source, string destination)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeFiles files = new(new EnvelopeClient()) { Replace = true };
        string[] before = [.. _directory.Names];

        EnvelopeFileException encrypting = await Assert.ThrowsAsync<EnvelopeFileException>(() => Task.Run(
            () => files.EncryptAsync(source, destination, new EncryptRequest(_keyring), progress: null, cancel), cancel).WaitAsync(Patience, cancel));
        EnvelopeFileException decrypting = await Assert.ThrowsAsync<EnvelopeFileException>(() => Task.Run(
            () => files.DecryptAsync(source, destination, new DecryptRequest(_keyring), progress: null, cancel), cancel).WaitAsync(Patience, cancel));

        Assert.Equal(errorId, encrypting.ErrorId);
        Assert.Equal(errorId, decrypting.ErrorId);
        Assert.Equal(before, _directory.Names);
        Assert.Equal(0, _keyring.Calls);
    }

    private void MakePipe() =>
        Assert.SkipUnless(ShellCommand.TryRun("mkfifo", _directory.At("pipe")), "There is no mkfifo to make a pipe with.");
}
