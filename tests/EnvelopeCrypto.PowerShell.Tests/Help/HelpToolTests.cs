using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests.Help;

/// <summary>The program that turns pages into help refuses what it does not understand, and says where it stands.</summary>
public sealed class HelpToolTests : IDisposable
{
    private const string Page = "New-NullMaterialsCache.md";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("envelopecrypto-help-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_writes_help_from_the_pages_as_they_are()
    {
        (int exitCode, string error) = Run(static text => text);
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.Equal(Repository.Read("en-US/EnvelopeCrypto.PowerShell.dll-Help.xml"), File.ReadAllText(Path.Combine(_folder.FullName, "help.xml")));
    }

    [Theory]
    [InlineData("# New-NullMaterialsCache", "# New-Cache", "# New-Cache", "begins with")]
    [InlineData("## SYNOPSIS", "## SYNOPSYS", "## SYNOPSYS", "in this order")]
    [InlineData("## PARAMETERS\n", "## PARAMETERS\n\n### -Capacity\n\nThe most entries that it keeps.\n", "### -Capacity", "has no parameter -Capacity")]
    [InlineData("## NOTES\n", "## NOTES\n\n| a | table |\n", "| a", "no form in help")]
    [InlineData("### Example 2: ", "### 2: ", "### 2: ", "An example is")]
    [InlineData("- [New-LocalMaterialsCache](New-LocalMaterialsCache.md)", "- New-LocalMaterialsCache", "- New-LocalMaterialsCache", "list of links")]
    [InlineData("```output\n0\n```\n", "```text\n0\n", "```text", "has no end")]
    public void It_names_file_and_line_of_what_it_does_not_understand(string good, string bad, string place, string message)
    {
        int line = 0;
        (int exitCode, string error) = Run(text =>
        {
            string changed = text.Replace(good, bad, StringComparison.Ordinal);
            line = changed[..changed.IndexOf(place, StringComparison.Ordinal)].Count(static character => character == '\n') + 1;
            return changed;
        });
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{Path.Combine(_folder.FullName, Page)}({line}): error HELP001: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private (int ExitCode, string Error) Run(Func<string, string> change)
    {
        string pages = Path.Combine(Repository.Root, "docs", "cmdlets");
        foreach (string page in Directory.GetFiles(pages, "*.md", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_folder.FullName, Path.GetRelativePath(pages, page));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            string text = File.ReadAllText(page);
            File.WriteAllText(copy, Path.GetFileName(page) == Page ? change(text) : text);
        }

        string bin = Path.Combine(Repository.Root, "bin");
        string automation = typeof(System.Management.Automation.PSObject).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "EnvelopeCrypto.Help.dll"),
                Path.Combine(bin, "EnvelopeCrypto.PowerShell.dll"),
                string.Join(';', Directory.GetFiles(bin, "EnvelopeCrypto.dll").Append(automation)),
                _folder.FullName,
                Path.Combine(_folder.FullName, "help.xml"),
            ])
        {
            RedirectStandardError = true,
        })!;
        string error = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
