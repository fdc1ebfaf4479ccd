using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Trees;
using Xunit;

namespace EnvelopeCrypto.Tests.Trees;

public sealed class FileTreeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Each_directory_comes_before_its_files_and_they_before_the_directories_in_it()
    {
        Make("b/z.txt", "b/a/y.txt", "a.txt", "c/x.txt", ".hidden", "[odd] ü.txt");
        Directory.CreateDirectory(_directory.At("empty"));
        Assert.Equal(
            ["", "/.hidden", "/[odd] ü.txt", "/a.txt", "/b", "/b/z.txt", "/b/a", "/b/a/y.txt", "/c", "/c/x.txt", "/empty"],
            Walk(new FileTree(_directory.Root)));
    }

    [Fact]
    public void Leftovers_and_names_that_are_not_taken_are_passed_over()
    {
        Make("a.txt", "b.log", ".a.txt.0011223344556677.envelope-partial", "sub/c.log");
        Assert.Equal(["", "/a.txt", "/sub"], Walk(new FileTree(_directory.Root) { Takes = static name => name.EndsWith(".txt", StringComparison.Ordinal) }));
        Assert.Equal(["", "/a.txt", "/b.log", "/sub", "/sub/c.log"], Walk(new FileTree(_directory.Root)));
    }

    [Fact]
    public void A_directory_is_listed_when_it_is_come_to()
    {
        Make("a/1", "b/2");
        List<string> seen = [];
        foreach (FileTreeEntry entry in new FileTree(_directory.Root).Walk())
        {
            seen.Add(Relative(entry));
            if (seen.Count == 1)
            {
                Make("b/3");
            }
        }

        Assert.Contains("/b/3", seen);
    }

    [Fact]
    public void Links_are_skipped_unless_they_are_to_be_followed()
    {
        SkipOnWindows();
        Make("real/file", "elsewhere/other");
        File.CreateSymbolicLink(_directory.At("real/file-link"), _directory.At("elsewhere/other"));
        Directory.CreateSymbolicLink(_directory.At("real/directory-link"), _directory.At("elsewhere"));
        FileTree tree = new(_directory.At("real"));
        Assert.Equal(["real", "real/file"], Walk(tree).Select(static name => name.TrimStart('/')));
        Assert.Equal(2, tree.Walk().Count(static entry => entry.Kind == FileTreeEntryKind.SkippedLink));
        Assert.Equal(
            ["/real", "/real/file", "/real/file-link", "/real/directory-link", "/real/directory-link/other"],
            Walk(new FileTree(_directory.At("real")) { FollowLinks = true }));
    }

    [Fact]
    public void Links_that_lead_back_end_the_walk_there()
    {
        SkipOnWindows();
        Make("a/b/file");
        Directory.CreateSymbolicLink(_directory.At("a/b/up"), _directory.At("a"));
        Directory.CreateSymbolicLink(_directory.At("a/b/self"), _directory.At("a/b"));
        Assert.Equal(["", "/a", "/a/b", "/a/b/file"], Walk(new FileTree(_directory.Root) { FollowLinks = true }));
    }

    [Fact]
    public void The_destination_is_not_entered_by_a_link()
    {
        SkipOnWindows();
        Make("source/file", "destination/made");
        Directory.CreateSymbolicLink(_directory.At("source/link"), _directory.At("destination"));
        FileTree tree = new(_directory.At("source")) { FollowLinks = true, Destination = _directory.At("destination") };
        Assert.Equal(["/source", "/source/file"], Walk(tree));
    }

    [Fact]
    public void A_directory_that_cannot_be_read_is_told_and_the_walk_goes_on()
    {
        Make("a/1", "b/2", "c/3");
        FileTree tree = new(_directory.Root);
        List<FileTreeEntry> entries = [];
        foreach (FileTreeEntry entry in tree.Walk())
        {
            entries.Add(entry);
            if (Relative(entry) == "/b" && entry.Kind == FileTreeEntryKind.Directory)
            {
                Directory.Delete(_directory.At("b"), recursive: true);
            }
        }

        FileTreeEntry unreadable = Assert.Single(entries, static entry => entry.Kind == FileTreeEntryKind.Unreadable);
        Assert.Equal((ErrorIds.SourceUnreadable, _directory.At("b")), (unreadable.Error!.ErrorId, unreadable.Path));
        Assert.Contains("/c/3", entries.Select(Relative));
    }

    [Fact]
    public void A_file_knows_the_directory_below_the_root_that_it_is_in()
    {
        Make("sub/deep/file", "top");
        Dictionary<string, string> directories = new FileTree(_directory.Root).Walk()
            .Where(static entry => entry.Kind == FileTreeEntryKind.File).ToDictionary(static entry => Path.GetFileName(entry.Path), static entry => entry.Directory);
        Assert.Equal((Path.Combine("sub", "deep"), ""), (directories["file"], directories["top"]));
    }

    [Theory]
    [InlineData("source", "source", false)]
    [InlineData("source", "source/below/that/is/not/there", false)]
    [InlineData("source", "link/below", false)]
    [InlineData("link", "source/below", false)]
    [InlineData("source", "source/../source/x", false)]
    [InlineData("source", "source-2", true)]
    [InlineData("source", "elsewhere/source", true)]
    [InlineData("source/below", "source", true)]
    public void A_destination_within_the_source_is_refused_by_whatever_names(string source, string destination, bool isAllowed)
    {
        SkipOnWindows();
        Make("source/file", "source/below-file");
        Directory.CreateSymbolicLink(_directory.At("link"), _directory.At("source"));
        Exception? error = Record.Exception(() => TreeDestination.DemandOutside(_directory.At(source), Path.GetFullPath(_directory.At(destination))));
        Assert.Equal(isAllowed ? null : ErrorIds.DestinationInsideSource, (error as EnvelopeFileException)?.ErrorId);
    }

    [Fact]
    public void A_directory_is_made_in_the_likeness_of_the_source()
    {
        SkipOnWindows();
        string source = Directory.CreateDirectory(_directory.At("source")).FullName;
        TemporaryDirectory.SetMode(source, (UnixFileMode)0x140); // 0500
        TreeDestination.CreateDirectory(_directory.At("made/below"), source);
        Assert.Equal((UnixFileMode)0x1C0, TemporaryDirectory.ModeOf(_directory.At("made/below")));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_or_given_its_times_is_an_error_that_names_it()
    {
        Make("source/file", "taken");
        string source = _directory.At("source");
        string taken = _directory.At("taken/below");
        foreach (Action action in (Action[])[() => TreeDestination.CreateDirectory(taken, source), () => TreeDestination.KeepTimes(taken, source)])
        {
            EnvelopeFileException error = Assert.Throws<EnvelopeFileException>(action);
            Assert.Equal(ErrorIds.DestinationUnwritable, error.ErrorId);
            Assert.Contains(taken, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Counting_tells_files_and_bytes()
    {
        Make("a", "b/c");
        File.WriteAllBytes(_directory.At("b/d"), new byte[1000]);
        TreeCount count = TreeCount.Of(new FileTree(_directory.Root), TestContext.Current.CancellationToken);
        Assert.Equal((3, 1002), (count.Files, count.Bytes));
    }

    private static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links and modes of Unix.");
        }
    }

    private void Make(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory.At(name))!);
            File.WriteAllText(_directory.At(name), "x");
        }
    }

    private string Relative(FileTreeEntry entry) => entry.Path[_directory.Root.Length..].Replace('\\', '/');

    private List<string> Walk(FileTree tree) =>
        [.. tree.Walk().Where(static entry => entry.Kind is FileTreeEntryKind.File or FileTreeEntryKind.Directory).Select(Relative)];
}
