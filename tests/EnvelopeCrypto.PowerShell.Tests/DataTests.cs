using System;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using Xunit;

namespace EnvelopeCrypto.PowerShell.Tests;

public sealed class DataTests(InstalledModule module)
{
    [Fact]
    public void A_large_array_goes_in_and_comes_out_in_one_piece()
    {
        using Session session = new(module);
        byte[] data = RandomNumberGenerator.GetBytes(64 * 1024 * 1024);
        Collection<PSObject> output = session.Run(
            "param($Data) Unprotect-EnvelopeData -KeyFile my.key -InputObject (Protect-EnvelopeData -KeyFile my.key -InputObject $Data)", new() { ["Data"] = data });
        Assert.Equal(data, Assert.IsType<byte[]>(output.Single().BaseObject));
    }

    [Theory]
    [InlineData("$data | Protect-EnvelopeData -KeyFile my.key")]
    [InlineData(",$data | Protect-EnvelopeData -KeyFile my.key")]
    [InlineData("Protect-EnvelopeData -InputObject $data -KeyFile my.key")]
    [InlineData("Protect-EnvelopeData -InputObject ([object[]] $data) -KeyFile my.key")]
    [InlineData("Protect-EnvelopeData -InputStream ([IO.MemoryStream]::new($data)) -AsBytes -KeyFile my.key")]
    public void Bytes_are_one_message_however_they_come(string protect)
    {
        using Session session = new(module);
        Collection<PSObject> output = session.Run($"$data = [byte[]] (0..255); $message = {protect}; ,(Unprotect-EnvelopeData -InputObject $message -KeyFile my.key)");
        Assert.Equal(Enumerable.Range(0, 256).Select(static value => (byte)value), Assert.IsType<byte[]>(output.Single().BaseObject));
    }

    [Fact]
    public void Strings_are_one_message_each_and_text_comes_back_as_text()
    {
        using Session session = new(module);
        Collection<PSObject> output = session.Run(
            "'Grüße', '', '🔑' | Protect-EnvelopeData -KeyFile my.key -AsBase64 | Unprotect-EnvelopeData -KeyFile my.key -FromBase64 -AsString");
        Assert.Equal(["Grüße", "", "🔑"], output.Select(static text => text.BaseObject));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A=")]
    [InlineData("?==")]
    [InlineData("====")]
    [InlineData("AA==AA==")]
    [InlineData("\n=\n")]
    public void Base64_text_of_a_message_in_a_file_ends_where_the_message_does(string more)
    {
        using Session session = new(module);
        string text = (string)session.Run("'Grüße' | Protect-EnvelopeData -KeyFile my.key -AsBase64").Single().BaseObject;
        session.WriteFile("m.b64", System.Text.Encoding.ASCII.GetBytes(text + "\r\n"));
        Assert.Equal("Grüße", session.Run("Unprotect-EnvelopeData m.b64 -KeyFile my.key -FromBase64 -AsString").Single().BaseObject);

        session.WriteFile("m.b64", System.Text.Encoding.ASCII.GetBytes(text + more));
        Assert.Empty(session.Run("Unprotect-EnvelopeData m.b64 -KeyFile my.key -FromBase64 -AsString"));
        Assert.StartsWith("NotBase64,", session.Errors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_string_with_notes_of_a_file_is_data()
    {
        using Session session = new(module);
        Collection<PSObject> output = session.Run(
            """
            $line = [psobject]::AsPSObject('a line')
            $line.PSObject.Properties.Add([psnoteproperty]::new('PSPath', 'Microsoft.PowerShell.Core\FileSystem::/nowhere'))
            $line | Protect-EnvelopeData -KeyFile my.key -AsBase64 | Unprotect-EnvelopeData -KeyFile my.key -FromBase64 -AsString
            """);
        Assert.Equal("a line", output.Single().BaseObject);
    }

    [Fact]
    public void A_SecureString_comes_back_as_one()
    {
        using Session session = new(module);
        Collection<PSObject> output = session.Run(
            """
            $secret = [securestring]::new(); 'p4ß'.ToCharArray().ForEach({ $secret.AppendChar($_) })
            $message = Protect-EnvelopeData -InputObject $secret -KeyFile my.key
            $back = Unprotect-EnvelopeData -InputObject $message -KeyFile my.key -AsSecureString
            $back; [Net.NetworkCredential]::new('', $back).Password
            """);
        Assert.IsType<SecureString>(output[0].BaseObject);
        Assert.Equal("p4ß", output[1].BaseObject);
    }

    [Fact]
    public void Files_from_the_pipeline_are_files_and_names_are_taken_as_they_stand()
    {
        using Session session = new(module);
        session.WriteFile("a[1].log", [1]);
        session.WriteFile("b.log", [2, 3]);
        Collection<PSObject> written = session.Run(
            "[IO.FileInfo] \"$pwd/a[1].log\", [IO.FileInfo] \"$pwd/b.log\" | Protect-EnvelopeData -KeyFile my.key");
        Assert.Equal([session.PathOf("a[1].log.encrypted"), session.PathOf("b.log.encrypted")], written.Select(static result => result.Properties["Destination"].Value));
        File.Delete(session.PathOf("a[1].log"));
        session.Run("Unprotect-EnvelopeData -LiteralPath 'a[1].log.encrypted' -KeyFile my.key");
        Assert.Empty(session.Errors);
        Assert.Equal([1], File.ReadAllBytes(session.PathOf("a[1].log")));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_asks_no_keyring()
    {
        using Session session = new(module);
        session.WriteFile("a.txt", [1]);
        session.Run("Protect-EnvelopeData a.txt -KeyFile missing.key -WhatIf; 'x' | Protect-EnvelopeData -KeyFile missing.key -WhatIf; New-RawAesKeyFile new.key -WhatIf");
        Assert.Empty(session.Errors);
        Assert.Equal(["a.txt", "my.key"], Directory.GetFiles(session.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_default_manager_serves_the_session_and_an_explicit_key_wins()
    {
        using Session session = new(module);
        Collection<PSObject> output = session.Run(
            """
            $null = New-RawAesKeyFile other.key -KeyName other
            $PSDefaultParameterValues = @{ '*-EnvelopeData:MaterialsManager' = New-RawAesKeyring my.key | New-DefaultMaterialsManager }
            'x' | Protect-EnvelopeData | Unprotect-EnvelopeData -AsString
            (Get-EnvelopeHeader -InputObject (Protect-EnvelopeData -InputObject 'x' -KeyFile other.key)).KeyId
            """);
        Assert.Equal(["x", "other"], output.Select(static text => text.ToString()));
        Assert.Empty(session.Errors);
    }
}
