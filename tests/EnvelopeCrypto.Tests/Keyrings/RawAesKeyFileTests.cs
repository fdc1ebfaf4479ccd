using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class RawAesKeyFileTests : IDisposable
{
    private const string FirstLine = "EnvelopeCrypto raw AES key, version 1";

    private static readonly string Key = Convert.ToBase64String(HandMadeMessage.Counting(32, 1));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_key_file_is_four_lines_for_its_owner_alone_and_opens_what_it_encrypted()
    {
        string path = _directory.At("my.key");

        (string keyNamespace, string keyName) = RawAesKeyFile.Create(path);

        Assert.Equal(RawAesKeyFile.DefaultNamespace, keyNamespace);
        Assert.True(Guid.TryParse(keyName, out _));
        string[] lines = File.ReadAllLines(path);
        Assert.Equal(4, lines.Length);
        Assert.Equal(FirstLine, lines[0]);
        Assert.Equal($"namespace: {keyNamespace}", lines[1]);
        Assert.Equal($"name: {keyName}", lines[2]);
        Assert.StartsWith("key: ", lines[3], StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(lines[3][5..]).Length);
        Assert.True(OperatingSystem.IsWindows() || TemporaryDirectory.ModeOf(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.False(RawAesKeyFile.IsReadableByOthers(path));
        Assert.Equal(["my.key"], _directory.Names);

        using RawAesKeyring first = RawAesKeyFile.OpenKeyring(path);
        using RawAesKeyring second = RawAesKeyFile.OpenKeyring(path, keyNamespace, keyName);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(first)).Message;
        Assert.Equal("x"u8.ToArray(), new EnvelopeClient().Decrypt(message, new DecryptRequest(second)).Plaintext);
    }

    [Fact]
    public void Keys_and_names_are_new_each_time_so_that_another_file_is_no_matching_key()
    {
        RawAesKeyFile.Create(_directory.At("a"));
        RawAesKeyFile.Create(_directory.At("b"));
        Assert.NotEqual(File.ReadAllLines(_directory.At("a"))[3], File.ReadAllLines(_directory.At("b"))[3]);
        using RawAesKeyring a = RawAesKeyFile.OpenKeyring(_directory.At("a"));
        using RawAesKeyring b = RawAesKeyFile.OpenKeyring(_directory.At("b"));
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(a)).Message;

        Assert.Equal(
            ErrorIds.NoMatchingKey, Assert.Throws<DataKeyException>(() => new EnvelopeClient().Decrypt(message, new DecryptRequest(b))).ErrorId);
    }

    [Fact]
    public void An_existing_file_is_replaced_only_when_asked_for_and_stays_private_then()
    {
        string path = _directory.Write("my.key", [1]);
        TemporaryDirectory.SetMode(path, (UnixFileMode)0x1A4);

        Assert.Equal(ErrorIds.DestinationExists, Assert.Throws<EnvelopeFileException>(() => RawAesKeyFile.Create(path)).ErrorId);
        Assert.Equal([1], File.ReadAllBytes(path));

        RawAesKeyFile.Create(path, "ns", "name", replace: true);
        Assert.True(OperatingSystem.IsWindows() || TemporaryDirectory.ModeOf(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(path);
        Assert.Equal("ns", keyring.KeyNamespace);
        Assert.Equal("name", keyring.KeyName);
    }

    [Theory]
    [InlineData("örtlich", "Schlüssel \U0001F511")]
    [InlineData(" spaces ", " around ")]
    [InlineData("key: ", "namespace: x")]
    public void Any_names_of_one_line_come_back(string keyNamespace, string keyName)
    {
        RawAesKeyFile.Create(_directory.At("k"), keyNamespace, keyName);
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(_directory.At("k"));
        Assert.Equal(keyNamespace, keyring.KeyNamespace);
        Assert.Equal(keyName, keyring.KeyName);
    }

    [Theory]
    [InlineData("aws-kms", "k")]
    [InlineData("", "k")]
    [InlineData("ns", "")]
    [InlineData("ns\nkey: x", "k")]
    [InlineData("ns", "k\r")]
    public void Names_that_a_keyring_or_the_file_could_not_hold_are_refused_and_nothing_is_made(string keyNamespace, string keyName)
    {
        KeyMaterialException error = Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.Create(_directory.At("k"), keyNamespace, keyName));
        Assert.Equal(ErrorIds.InvalidWrappingKey, error.ErrorId);
        Assert.Empty(_directory.Names);
    }

    [Fact]
    public void Line_ends_blank_lines_and_the_order_of_lines_do_not_matter()
    {
        foreach (string text in (string[])
            [
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key}",
                $"{FirstLine}\r\nnamespace: ns\r\nname: k\r\nkey: {Key}\r\n",
                $"{FirstLine}\n\nkey: {Key}\n\nname: k\nnamespace: ns\n\n",
            ])
        {
            using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(_directory.Write("k", Encoding.UTF8.GetBytes(text)));
            Assert.Equal("ns", keyring.KeyNamespace);
            Assert.Equal("k", keyring.KeyName);
        }
    }

    [Fact]
    public void Damaged_files_are_refused_and_named()
    {
        foreach (string text in (string[])
            [
                $"{FirstLine}\n",
                $"{FirstLine}\nname: k\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key}\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nname: k\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nnamespace: ns\nname: k\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key}\nmore: x\n",
                $"{FirstLine}\n{FirstLine}\nnamespace: ns\nname: k\nkey: {Key}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key[..^4]}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key[..^1]}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key} \n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Key.Replace('A', '*')}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: {Convert.ToBase64String(new byte[33])}\n",
                $"{FirstLine}\nnamespace: ns\nname: k\nkey: \n",
                $"{FirstLine}0\nnamespace: ns\nname: k\nkey: {Key}\n",
                $"{FirstLine} \nnamespace: ns\nname: k\nkey: {Key}\n",
                "EnvelopeCrypto raw AES key, version 2\nnamespace: ns\nname: k\n",
                "",
                "hello",
            ])
        {
            string path = _directory.Write("k", Encoding.UTF8.GetBytes(text));
            KeyMaterialException error = Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(path));
            Assert.Equal((text, ErrorIds.InvalidKeyFile), (text, error.ErrorId));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Key[..8], error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_is_no_UTF_8_is_damage()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes($"{FirstLine}\nnamespace: ns\nname: k"), 0xFF, .. Encoding.UTF8.GetBytes($"\nkey: {Key}\n")];
        Assert.Equal(
            ErrorIds.InvalidKeyFile,
            Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(_directory.Write("k", text))).ErrorId);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Bare_keys_are_read_with_namespace_and_name_and_not_without(int length)
    {
        byte[] key = RandomNumberGenerator.GetBytes(length);
        string path = _directory.Write("bare", key);
        using RawAesKeyring fromFile = RawAesKeyFile.OpenKeyring(path, "ns", "k");
        using RawAesKeyring same = new("ns", "k", key);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, new EncryptRequest(fromFile)).Message;
        Assert.Equal("x"u8.ToArray(), new EnvelopeClient().Decrypt(message, new DecryptRequest(same)).Plaintext);

        foreach ((string? keyNamespace, string? keyName) in ((string?, string?)[])[(null, null), ("ns", null), (null, "k")])
        {
            Assert.Equal(
                ErrorIds.InvalidKeyFile,
                Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(path, keyNamespace, keyName)).ErrorId);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(300_000)]
    public void Files_of_other_sizes_are_no_keys(int length)
    {
        string path = _directory.Write("bare", new byte[length]);
        Assert.Equal(ErrorIds.InvalidKeyFile, Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(path, "ns", "k")).ErrorId);
    }

    [Fact]
    public void Names_given_must_be_those_in_the_file()
    {
        RawAesKeyFile.Create(_directory.At("k"), "ns", "name");
        foreach ((string? keyNamespace, string? keyName) in ((string?, string?)[])[("other", null), (null, "other"), ("NS", "name")])
        {
            Assert.Equal(
                ErrorIds.InvalidKeyFile,
                Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(_directory.At("k"), keyNamespace, keyName)).ErrorId);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_file_is_told_apart()
    {
        Assert.Equal(ErrorIds.SourceNotFound, Assert.Throws<EnvelopeFileException>(() => RawAesKeyFile.OpenKeyring(_directory.At("k"))).ErrorId);
        Assert.Equal(ErrorIds.SourceIsDirectory, Assert.Throws<EnvelopeFileException>(() => RawAesKeyFile.OpenKeyring(_directory.Root)).ErrorId);
        Assert.Equal(
            ErrorIds.DestinationDirectoryNotFound,
            Assert.Throws<EnvelopeFileException>(() => RawAesKeyFile.Create(_directory.At("nothing/k"))).ErrorId);
    }

    [Fact]
    public void A_file_shorter_than_it_says_is_refused()
    {
        const string Path = "/sys/kernel/mm/transparent_hugepage/enabled";
        Assert.SkipUnless(File.Exists(Path), "Only Linux has files in /sys, which say 4,096 bytes and hold fewer.");
        Assert.Equal(ErrorIds.InvalidKeyFile, Assert.Throws<KeyMaterialException>(() => RawAesKeyFile.OpenKeyring(Path, "ns", "k")).ErrorId);
    }

    [Fact]
    public void A_file_that_others_may_read_is_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes on Windows.");
        string path = _directory.At("k");
        RawAesKeyFile.Create(path);
        foreach (UnixFileMode others in (UnixFileMode[])[UnixFileMode.GroupRead, UnixFileMode.OtherRead])
        {
            TemporaryDirectory.SetMode(path, UnixFileMode.UserRead | others);
            Assert.True(RawAesKeyFile.IsReadableByOthers(path));
        }
    }
}
