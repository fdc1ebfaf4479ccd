using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

public sealed class ErrorTests(InstalledModule module)
{
    [Theory]
    [InlineData("'x', 'y' | Protect-EnvelopeData -KeyFile my.key | ForEach-Object { throw 'seen enough' }")]
    [InlineData("Protect-EnvelopeData a, b -KeyFile my.key | ForEach-Object { throw 'seen enough' }")]
    [InlineData("Protect-EnvelopeData missing, nothing -KeyFile my.key 2>&1 | ForEach-Object { throw 'seen enough' }")]
    [InlineData("Protect-EnvelopeData a -KeyFile my.key -Verbose 4>&1 | ForEach-Object { throw 'seen enough' }")]
    public void What_a_later_command_throws_ends_the_pipeline_and_is_no_error_of_an_item(string script)
    {
        using Session session = new(module);
        session.WriteFile("a", [1]);
        session.WriteFile("b", [2]);
        RuntimeException ended = Assert.ThrowsAny<RuntimeException>(() => session.Run(script));
        Assert.Equal("seen enough", ended.Message);
        Assert.Empty(session.Errors);
    }

    [Theory]
    [InlineData("Unprotect-EnvelopeData plain.txt -KeyFile my.key", "NotAMessage", ErrorCategory.InvalidData)]
    [InlineData("Unprotect-EnvelopeData base64.txt -KeyFile my.key", "Base64Message", ErrorCategory.InvalidData)]
    [InlineData("Unprotect-EnvelopeData utf16.txt -KeyFile my.key", "TextDamagedMessage", ErrorCategory.InvalidData)]
    [InlineData("Unprotect-EnvelopeData cut.encrypted -KeyFile my.key", "MessageTruncated", ErrorCategory.InvalidData)]
    [InlineData("Unprotect-EnvelopeData longer.encrypted -KeyFile my.key", "TrailingData", ErrorCategory.InvalidData)]
    [InlineData("Unprotect-EnvelopeData changed.encrypted -KeyFile my.key", "SignatureMismatch", ErrorCategory.SecurityError)]
    [InlineData("Unprotect-EnvelopeData good.encrypted -KeyFile other.key", "NoMatchingKey", ErrorCategory.ObjectNotFound)]
    [InlineData("Unprotect-EnvelopeData good.encrypted -KeyFile my.key -EncryptionContext @{ A = 'c' }", "EncryptionContextMismatch", ErrorCategory.SecurityError)]
    [InlineData("Unprotect-EnvelopeData good.encrypted -KeyFile my.key -EncryptionContext @{ Z = 'c' }", "DataKeyUnwrapFailed", ErrorCategory.PermissionDenied)]
    [InlineData("Unprotect-EnvelopeData good.encrypted -KeyFile my.key -MaxFrameLength 16", "FrameTooLarge", ErrorCategory.LimitsExceeded)]
    [InlineData("Unprotect-EnvelopeData old.encrypted -KeyFile my.key", "CommitmentPolicyViolation", ErrorCategory.SecurityError)]
    [InlineData("Unprotect-EnvelopeData two.encrypted -KeyFile my.key -MaxEncryptedDataKeys 1", "TooManyEncryptedDataKeys", ErrorCategory.LimitsExceeded)]
    [InlineData("Protect-EnvelopeData missing.txt -KeyFile my.key", "SourceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-EnvelopeData . -KeyFile my.key", "SourceIsDirectory", ErrorCategory.InvalidArgument)]
    [InlineData("Protect-EnvelopeData plain.txt good.encrypted -KeyFile my.key", "DestinationExists", ErrorCategory.ResourceExists)]
    [InlineData("Protect-EnvelopeData plain.txt nowhere/x -KeyFile my.key", "DestinationDirectoryNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Protect-EnvelopeData plain.txt plain.txt -Force -KeyFile my.key", "SameFile", ErrorCategory.InvalidArgument)]
    public void Each_bad_input_has_its_own_error_and_leaves_nothing(string command, string errorId, ErrorCategory category)
    {
        using Session session = Prepare();
        string[] before = Listing(session);
        Assert.Empty(session.Run(command));
        ErrorRecord record = Assert.Single(session.Errors);
        Assert.StartsWith($"{errorId},EnvelopeCrypto.PowerShell.Commands.", record.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, record.CategoryInfo.Category);
        Assert.NotNull(record.TargetObject);
        Assert.Equal(before, Listing(session));
    }

    [Theory]
    [InlineData("Protect-EnvelopeData plain.txt", "NoKey")]
    [InlineData("Protect-EnvelopeData plain.txt -KeyFile missing.key", "SourceNotFound")]
    [InlineData("Protect-EnvelopeData plain.txt -KeyFile plain.txt", "InvalidKeyFile")]
    [InlineData("Protect-EnvelopeData plain.txt -KeyFile my.key -EncryptionContext @{ A = $null }", "InvalidEncryptionContext")]
    [InlineData("Protect-EnvelopeData plain.txt -KeyFile my.key -AsBase64 -Destination x", "InvalidParameterCombination")]
    public void What_makes_every_item_fail_ends_the_command(string command, string errorId)
    {
        using Session session = Prepare();
        PSObject caught = Assert.Single(session.Run($"try {{ {command} }} catch {{ $_ }}"));
        ErrorRecord record = Assert.IsType<ErrorRecord>(caught.BaseObject);
        Assert.StartsWith($"{errorId},", record.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_after_adding_pairs_that_the_message_does_not_store_names_them()
    {
        using Session session = Prepare();
        session.Run("Unprotect-EnvelopeData good.encrypted -KeyFile my.key -AsString -EncryptionContext @{ A = 'b'; Tenant = 'c' }");
        string text = Assert.Single(session.Errors).ToString();
        Assert.Contains("does not store: Tenant", text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_item_does_not_stop_the_others()
    {
        using Session session = Prepare();
        string[] output = [.. session.Run("'good.encrypted', 'plain.txt', 'good.encrypted' | . { process { Unprotect-EnvelopeData -Path $_ -KeyFile my.key -AsString } }").Select(static text => text.ToString())];
        Assert.Equal(["content", "content"], output);
        Assert.Single(session.Errors);
    }

    [Fact]
    public async Task Stopping_ends_a_command_at_once_and_leaves_no_file()
    {
        using Session session = Prepare();
        using EndlessStream stream = new();
        using System.Management.Automation.PowerShell pipeline = session.Prepare("param($Stream) Protect-EnvelopeData -InputStream $Stream -Destination out.encrypted -KeyFile my.key");
        pipeline.AddParameter("Stream", stream);
        IAsyncResult running = pipeline.BeginInvoke();
        await stream.HasBeenRead.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Task stopped = Task.Run(pipeline.Stop, TestContext.Current.CancellationToken);
        await stopped.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Throws<PipelineStoppedException>(() => pipeline.EndInvoke(running));
        Assert.DoesNotContain(Listing(session), static name => name.Contains("out.encrypted", StringComparison.Ordinal));
    }

    private Session Prepare()
    {
        Session session = new(module);
        session.WriteFile("plain.txt", "Some text that is no message."u8.ToArray());
        session.Run(
            """
            $null = New-RawAesKeyFile other.key
            $message = Protect-EnvelopeData -InputObject 'content' -KeyFile my.key -EncryptionContext @{ A = 'b' }
            [IO.File]::WriteAllBytes("$pwd/good.encrypted", $message)
            [IO.File]::WriteAllText("$pwd/base64.txt", [Convert]::ToBase64String($message))
            [IO.File]::WriteAllText("$pwd/utf16.txt", 'anything', [Text.Encoding]::Unicode)
            [IO.File]::WriteAllBytes("$pwd/cut.encrypted", [byte[]] $message[0..($message.Length - 60)])
            [IO.File]::WriteAllBytes("$pwd/longer.encrypted", [byte[]] ($message + [byte] 0))
            $message[-1] = $message[-1] -bxor 1
            [IO.File]::WriteAllBytes("$pwd/changed.encrypted", $message)
            $old = Protect-EnvelopeData -InputObject 'content' -KeyFile my.key -CommitmentPolicy ForbidEncryptAllowDecrypt
            [IO.File]::WriteAllBytes("$pwd/old.encrypted", $old)
            $both = New-MultiKeyring -Generator (New-RawAesKeyring my.key) -Child (New-RawAesKeyring other.key)
            [IO.File]::WriteAllBytes("$pwd/two.encrypted", (Protect-EnvelopeData -InputObject 'content' -Keyring $both))
            """);
        Assert.Empty(session.Errors);
        return session;
    }

    private static string[] Listing(Session session) =>
        [.. Directory.GetFiles(session.Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
}
