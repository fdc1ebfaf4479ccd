using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

public sealed partial class DocumentationTests(InstalledModule module)
{
    [Fact]
    public void The_README_leads_with_the_two_commands()
    {
        string block = FirstBlock().Match(Repository.Read("README.md")).Groups["code"].Value;
        Assert.Equal(["dotnet run --project examples/Quickstart", "dotnet test"], block.Trim().Split('\n'));
    }

    [Fact]
    public void The_CSharp_of_the_README_is_the_example_and_runs()
    {
        string block = CSharpBlock().Match(Repository.Read("README.md")).Groups["code"].Value;
        Assert.Equal(Repository.Read("examples/Library/Program.cs").Trim(), block.Trim());
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Library.dll")])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Matches("^9 bytes became [0-9]+\\.", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void Every_error_id_is_documented_and_every_documented_one_exists()
    {
        using Session session = new(module);
        IEnumerable<string> ids = session.Run(
            """
            foreach ($name in 'EnvelopeCrypto.Errors.ErrorIds', 'EnvelopeCrypto.PowerShell.Errors.CommandErrorIds') {
                $type = [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetType($name) }).Where({ $_ })[0]
                $type.GetFields([Reflection.BindingFlags] 'Static, Public, NonPublic').ForEach({ $_.GetRawConstantValue() })
            }
            """).Select(static id => id.ToString());
        IEnumerable<string> documented = ErrorRow().Matches(Repository.Read("docs/errors.md")).Select(static match => match.Groups["id"].Value);
        Assert.Equal(ids.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_tests_that_SECURITY_md_names_exist()
    {
        string[] named = [.. TestName().Matches(Repository.Read("SECURITY.md")).Select(static match => match.Groups["name"].Value).Distinct()];
        Assert.InRange(named.Length, 10, 100);
        HashSet<string> files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.*", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(static path => Path.GetFileName(path))];
        Assert.All(named, name => Assert.Contains(name.EndsWith(".ps1", StringComparison.Ordinal) ? name : name + ".cs", files));
    }

    [Fact]
    public void The_examples_of_the_caching_topic_run()
    {
        string[] blocks = [.. ExampleBlock().Matches(Repository.Read("docs/help/about_EnvelopeCrypto_Caching.help.txt"))
            .Select(static match => match.Value).Where(static block => !block.Contains("<key ARN>", StringComparison.Ordinal))];
        string ownCache = blocks.Single(static block => block.Contains("class MyCache", StringComparison.Ordinal));
        using Session session = new(module);
        File.WriteAllText(session.PathOf("MyCache.ps1"), ownCache);
        session.Run("$null = New-RawAesKeyFile backup.key");
        List<string> output = [];
        foreach (string block in blocks.Where(block => block != ownCache))
        {
            string script = block.Replace("Import-Module EnvelopeCrypto\n", "\n", StringComparison.Ordinal);
            output.AddRange(session.Run(script).Select(static item => item?.ToString() ?? ""));
            Assert.Empty(session.Errors);
        }

        Assert.Equal(["one", "two", "three"], output.Take(3));
        Assert.Equal("data", output[^1]);
        string[] encryptedDataKeys = [.. output.Where(static text => text.Length == 64 && !text.Contains(' ', StringComparison.Ordinal))]; // base64 of 32 + 16 bytes
        Assert.Equal(3, encryptedDataKeys.Length);
        Assert.Single(encryptedDataKeys.Distinct());
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        int checkedLinks = 0;
        foreach (string document in Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                checkedLinks++;
                string target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["target"].Value);
                Assert.True(Path.Exists(target), $"{Path.GetFileName(document)} links to {link.Groups["target"].Value}, which is not there.");
            }
        }

        Assert.True(checkedLinks > 10, "The links were not found.");
    }

    [GeneratedRegex("`(?<name>[A-Za-z]+Tests|[A-Za-z]+\\.Tests\\.ps1)`")]
    private static partial Regex TestName();

    [GeneratedRegex("^```\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FirstBlock();

    [GeneratedRegex("^```csharp\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("(^ {8}[^ ].*\\n(^ {8}.*\\n)*)", RegexOptions.Multiline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex("^\\| `(?<id>[A-Za-z0-9]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    [GeneratedRegex("\\]\\((?!https?:)(?<target>[^)#]+)(#[^)]*)?\\)")]
    private static partial Regex Link();
}
