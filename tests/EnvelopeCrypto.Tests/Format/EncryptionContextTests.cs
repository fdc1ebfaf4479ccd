using System;
using System.Collections.Generic;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class EncryptionContextTests
{
    private const string Supplementary = "\U00010000"; // F0 90 80 80
    private const string ReplacementCharacter = "\uFFFD"; // EF BF BD

    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    [Fact]
    public void Pairs_are_ordered_by_the_UTF_8_bytes_of_their_names_and_not_by_UTF_16()
    {
        Assert.True(string.CompareOrdinal(Supplementary, ReplacementCharacter) < 0);
        EncryptionContext context = Context((Supplementary, "1"), (ReplacementCharacter, "2"), ("b", "3"), ("a", "4"), ("aa", "5"), ("B", "6"));

        Assert.Equal(["B", "a", "aa", "b", ReplacementCharacter, Supplementary], context.Keys);
        Assert.Equal(["6", "4", "5", "3", "2", "1"], context.Values);
        Assert.Equal(
            HandMadeMessage.Serialize(
                (Utf8("B"), Utf8("6")),
                (Utf8("a"), Utf8("4")),
                (Utf8("aa"), Utf8("5")),
                (Utf8("b"), Utf8("3")),
                (Utf8(ReplacementCharacter), Utf8("2")),
                (Utf8(Supplementary), Utf8("1"))),
            context.Serialized.ToArray());
        Assert.Equal(
            context.Serialized.ToArray(),
            new EnvelopeClient().Encrypt(default, Request(context, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)).Result.Header.EncryptionContext.Serialized.ToArray());
    }

    [Fact]
    public void An_empty_context_takes_no_bytes_in_the_header()
    {
        using HandMadeMessage maker = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        EncryptedData written = new EnvelopeClient().Encrypt(default, Request(EncryptionContext.Empty, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey));

        Assert.Equal(maker.Build().Length, written.Result.Header.Length);
        Assert.Empty(written.Result.Header.EncryptionContext);
        Assert.Equal([0, 0], written.Message.AsSpan(35, 2).ToArray());
        Assert.Same(EncryptionContext.Empty, Context());
    }

    [Fact]
    public void Names_and_values_keep_their_case()
    {
        EncryptionContext context = Context(("Name", "A"), ("name", "a"));

        EncryptionContext read = new EnvelopeClient().Decrypt(
            new EnvelopeClient().Encrypt("x"u8, Request(context)).Message, new DecryptRequest(_keyring)).Result.EncryptionContext;

        Assert.Equal("A", read["Name"]);
        Assert.Equal("a", read["name"]);
        Assert.False(read.ContainsKey("NAME"));
        Assert.NotEqual(Context(("name", "A")), Context(("name", "a")));
        Assert.NotEqual(Context(("Name", "a")), Context(("name", "a")));
        Assert.Equal(Context(("a", "1"), ("b", "2")), Context(("b", "2"), ("a", "1")));
    }

    [Theory]
    [InlineData("aws-crypto-")]
    [InlineData("aws-crypto-public-key")]
    [InlineData("aws-crypto-anything")]
    public void Reserved_names_are_refused_on_encryption_without_asking_for_a_key(string name) =>
        DemandRefused(Context((name, "v")), name);

    [Theory]
    [InlineData("AWS-crypto-x")]
    [InlineData("aws-crypt")]
    public void Names_that_only_resemble_reserved_ones_are_taken(string name) =>
        Assert.Equal("v", new EnvelopeClient().Encrypt(default, Request(Context((name, "v")))).Result.Header.EncryptionContext[name]);

    [Fact]
    public void An_empty_name_is_refused_on_encryption() => DemandRefused(Context(("", "v")), "empty");

    [Fact]
    public void Names_and_values_that_are_no_Unicode_are_refused()
    {
        foreach (string text in (string[])["\uD800", "a\uDC00b", "\uDC00\uD800"])
        {
            Assert.Equal(ErrorIds.InvalidEncryptionContext, Assert.Throws<EncryptionContextException>(() => Context((text, "v"))).ErrorId);
            Assert.Equal(ErrorIds.InvalidEncryptionContext, Assert.Throws<EncryptionContextException>(() => Context(("n", text))).ErrorId);
        }
    }

    [Fact]
    public void Nulls_and_names_given_twice_are_refused()
    {
        Assert.Equal(ErrorIds.InvalidEncryptionContext, Assert.Throws<EncryptionContextException>(() => Context((null!, "v"))).ErrorId);
        Assert.Equal(ErrorIds.InvalidEncryptionContext, Assert.Throws<EncryptionContextException>(() => Context(("n", null!))).ErrorId);
        Assert.Equal(ErrorIds.InvalidEncryptionContext, Assert.Throws<EncryptionContextException>(() => Context(("n", "1"), ("n", "1"))).ErrorId);
    }

    [Fact]
    public void The_whole_takes_at_most_65535_bytes()
    {
        const int Overhead = 2 + 2 + 1 + 2;
        EncryptionContext largest = Context(("n", new string('v', 65_535 - Overhead)));
        Assert.Equal(65_535, largest.Serialized.Length);
        byte[] message = new EnvelopeClient().Encrypt("x"u8, Request(largest, AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)).Message;
        Assert.Equal(largest, new EnvelopeClient().Decrypt(message, new DecryptRequest(_keyring)).Result.EncryptionContext);

        Assert.Equal(
            ErrorIds.InvalidEncryptionContext,
            Assert.Throws<EncryptionContextException>(() => Context(("n", new string('v', 65_536 - Overhead)))).ErrorId);

        // Half of the characters, twice the bytes.
        Assert.Throws<EncryptionContextException>(() => Context(("n", new string('é', (65_536 - Overhead) / 2 + 1))));
    }

    [Fact]
    public void The_verification_key_of_a_signing_suite_needs_room_as_well() =>
        DemandRefused(Context(("n", new string('v', 65_535 - 7))), "65,535", asked: 0);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static EncryptionContext Context(params (string Name, string Value)[] pairs)
    {
        List<KeyValuePair<string, string>> list = [];
        foreach ((string name, string value) in pairs)
        {
            list.Add(new(name, value));
        }

        return EncryptionContext.Create(list);
    }

    private EncryptRequest Request(EncryptionContext context, AlgorithmSuite? suite = null) =>
        new(_keyring) { EncryptionContext = context, AlgorithmSuite = suite };

    private void DemandRefused(EncryptionContext context, string named, int asked = 0)
    {
        EncryptionContextException error = Assert.Throws<EncryptionContextException>(() => new EnvelopeClient().Encrypt(default, Request(context)));
        Assert.Equal(ErrorIds.InvalidEncryptionContext, error.ErrorId);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal(asked, _keyring.Calls);
    }
}
