using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// One rule a test. Each message has the right tag for what it says, and is accepted without the one change: it is the rule that refuses it.
/// </summary>
public sealed class HeaderStrictnessTests
{
    private const AlgorithmSuite V1 = AlgorithmSuite.Aes256GcmHkdfSha256;
    private const AlgorithmSuite V2 = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;

    private static readonly byte[] NameA = "a"u8.ToArray();
    private static readonly byte[] NameB = "b"u8.ToArray();
    private static readonly byte[] Value = "v"u8.ToArray();

    public static TheoryData<AlgorithmSuite> BothVersions() => [V1, V2];

    [Theory]
    [InlineData(V1, 0x00)]
    [InlineData(V1, 0x03)]
    [InlineData(V1, 0xFF)]
    [InlineData(V2, 0x00)]
    [InlineData(V2, 0x03)]
    public void Unknown_versions(AlgorithmSuite suite, byte version) => DemandRefused(suite, ErrorIds.NotAMessage, message => message.Version = version);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x81)]
    public void Unknown_types(byte type) => DemandRefused(V1, ErrorIds.NotAMessage, message => message.Type = type);

    [Theory]
    [InlineData(V1, 0x0000)]
    [InlineData(V1, 0x0070)]
    [InlineData(V2, 0x6700)]
    [InlineData(V2, 0xFFFF)]
    public void Unknown_suites(AlgorithmSuite suite, ushort id) => DemandRefused(suite, ErrorIds.NotAMessage, message => message.SuiteId = id);

    [Theory]
    [InlineData(V1, 0x0478)]
    [InlineData(V1, 0x0578)]
    [InlineData(V2, 0x0178)]
    [InlineData(V2, 0x0378)]
    public void Suites_of_the_other_version(AlgorithmSuite suite, ushort id) => DemandRefused(suite, ErrorIds.NotAMessage, message => message.SuiteId = id);

    [Theory]
    [InlineData(0x00000001)]
    [InlineData(0x80000000)]
    public void Reserved_bytes_that_are_not_zero(uint reserved) => DemandRefused(V1, ErrorIds.MalformedHeader, message => message.Reserved = reserved);

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    public void Another_IV_length_than_12(byte length) => DemandRefused(V1, ErrorIds.MalformedHeader, message => message.IvLength = length);

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void No_encrypted_data_key(AlgorithmSuite suite) => DemandRefused(suite, ErrorIds.MalformedHeader, message => message.Keys.Clear());

    [Theory]
    [InlineData(V1, 0)]
    [InlineData(V1, 3)]
    [InlineData(V2, 0)]
    [InlineData(V2, 255)]
    public void Unknown_content_types(AlgorithmSuite suite, byte type) => DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContentType = type);

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_framed_message_with_frame_length_0(AlgorithmSuite suite) => DemandRefused(suite, ErrorIds.MalformedHeader, message => message.FrameLength = 0);

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_message_in_one_piece_with_a_frame_length(AlgorithmSuite suite)
    {
        using HandMadeMessage right = new(suite);
        using HandMadeMessage wrong = new(suite);
        Assert.Equal(Value, Open(right.AddSingleBlock(Value).Build(), right.Keyring()));
        wrong.AddSingleBlock(Value).FrameLength = 8;
        Assert.Equal(ErrorIds.MalformedHeader, Refused(wrong.Build(), wrong.Keyring()));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_context_with_a_length_and_no_pairs(AlgorithmSuite suite) =>
        DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContextBlock = [0, 0]);

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void Bytes_left_over_in_the_context(AlgorithmSuite suite) =>
        DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContextBlock = [.. HandMadeMessage.Serialize((NameA, Value)), 0]);

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_context_that_ends_within_a_pair(AlgorithmSuite suite)
    {
        byte[] block = HandMadeMessage.Serialize((NameA, Value), (NameB, Value));
        for (int length = 1; length < block.Length; length++)
        {
            byte[] cut = block[..length];
            DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContextBlock = cut);
        }
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_context_with_a_name_twice_whether_or_not_the_values_are_equal(AlgorithmSuite suite)
    {
        DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContextBlock = HandMadeMessage.Serialize((NameA, Value), (NameA, Value)));
        DemandRefused(suite, ErrorIds.MalformedHeader, message => message.ContextBlock = HandMadeMessage.Serialize((NameA, Value), (NameA, NameB)));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })] // cut off
    [InlineData(new byte[] { 0xC0, 0x80 })] // NUL, overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a lone surrogate
    public void A_context_that_is_not_UTF_8_in_a_name_or_a_value(byte[] text)
    {
        DemandRefused(V2, ErrorIds.MalformedHeader, message => message.Context.Add((text, Value)));
        DemandRefused(V2, ErrorIds.MalformedHeader, message => message.Context.Add((NameA, text)));
    }

    [Theory]
    [MemberData(nameof(BothVersions))]
    public void A_context_in_any_order_is_accepted_and_its_bytes_are_kept_for_the_tag(AlgorithmSuite suite)
    {
        using HandMadeMessage message = new(suite);
        message.Context.AddRange([(NameB, Value), (NameA, NameB)]);
        byte[] bytes = message.AddFinalFrame(1, Value).Build();

        DecryptedData data = Client().Decrypt(bytes, new DecryptRequest(message.Keyring()));

        Assert.Equal(Value, data.Plaintext);
        Assert.Equal(["a", "b"], data.Result.EncryptionContext.Keys);
        Assert.Equal("b", data.Result.EncryptionContext["a"]);
    }

    [Fact]
    public void Empty_names_and_values_of_others_are_read()
    {
        using HandMadeMessage message = new(V2);
        message.Context.AddRange([([], Value), (NameA, [])]);

        DecryptedData data = Client().Decrypt(message.AddFinalFrame(1, Value).Build(), new DecryptRequest(message.Keyring()));

        Assert.Equal("v", data.Result.EncryptionContext[""]);
        Assert.Equal("", data.Result.EncryptionContext["a"]);
    }

    [Fact]
    public void The_header_IV_of_version_1_is_the_one_in_the_message()
    {
        using HandMadeMessage message = new(V1);
        message.HeaderIv = HandMadeMessage.Counting(12, 1);
        Assert.Equal(Value, Open(message.AddFinalFrame(1, Value).Build(), message.Keyring()));
    }

    [Fact]
    public void A_commitment_to_another_key_is_found_before_the_tag_is_looked_at()
    {
        using HandMadeMessage message = new(V2);
        message.Commitment[31] ^= 1;
        Assert.Equal(ErrorIds.CommitmentMismatch, Refused(message.AddFinalFrame(1, Value).Build(), message.Keyring()));
    }

    [Fact]
    public void A_signing_suite_without_a_verification_key_is_refused_without_asking_for_a_key()
    {
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        message.Context.Clear();
        KnownDataKeyKeyring spy = message.Keyring();

        Assert.Equal(ErrorIds.SignatureMismatch, Refused(message.AddFinalFrame(1, Value).Build(), spy));
        Assert.Equal(0, spy.Calls);
    }

    [Fact]
    public void A_suite_without_signature_and_with_a_verification_key_is_refused_without_asking_for_a_key()
    {
        using HandMadeMessage signed = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        using HandMadeMessage message = new(V2);
        message.Context.AddRange(signed.Context);
        KnownDataKeyKeyring spy = message.Keyring();

        Assert.Equal(ErrorIds.SignatureMismatch, Refused(message.AddFinalFrame(1, Value).Build(), spy));
        Assert.Equal(0, spy.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fIA==")] // 31 bytes
    public void A_verification_key_that_is_no_point_is_refused_without_asking_for_a_key(string publicKey)
    {
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        message.Context[0] = (message.Context[0].Name, Encoding.UTF8.GetBytes(publicKey));
        KnownDataKeyKeyring spy = message.Keyring();

        Assert.Equal(ErrorIds.SignatureMismatch, Refused(message.AddFinalFrame(1, Value).Build(), spy));
        Assert.Equal(0, spy.Calls);
    }

    [Theory]
    [InlineData(V1, 2)]
    [InlineData(V1, 65_535)]
    [InlineData(V2, 2)]
    [InlineData(V2, 65_535)]
    public async Task Too_many_encrypted_data_keys_are_refused_as_soon_as_their_number_is_read(AlgorithmSuite suite, int count)
    {
        using HandMadeMessage message = new(suite);
        byte[] bytes = message.AddFinalFrame(1, Value).Build();
        int countAt = (suite == V1 ? 2 : 1) + 2 + message.MessageId.Length + 2;
        byte[] upToCount = [.. bytes[..countAt], (byte)(count >> 8), (byte)(count & 0xFF)];
        EnvelopeClient client = new(CommitmentPolicy.RequireEncryptAllowDecrypt, maxEncryptedDataKeys: 1);
        Assert.Equal(Value, client.Decrypt(bytes, new DecryptRequest(message.Keyring())).Plaintext);

        LimitExceededException error = Assert.Throws<LimitExceededException>(() => client.Decrypt(upToCount, new DecryptRequest(message.Keyring())));
        Assert.Equal(ErrorIds.TooManyEncryptedDataKeys, error.ErrorId);
        error = await Assert.ThrowsAsync<LimitExceededException>(
            () => client.ReadHeaderAsync(ScriptedStream.Trickle(upToCount, 1), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorIds.TooManyEncryptedDataKeys, error.ErrorId);
    }

    [Fact]
    public void As_many_encrypted_data_keys_as_allowed_are_read()
    {
        using HandMadeMessage message = new(V2);
        message.Keys.Add(("other"u8.ToArray(), [], []));
        byte[] bytes = message.AddFinalFrame(1, Value).Build();

        EnvelopeClient client = new(maxEncryptedDataKeys: 2);

        Assert.Equal(Value, client.Decrypt(bytes, new DecryptRequest(message.Keyring())).Plaintext);
        Assert.Equal(2, client.ReadHeader(bytes).EncryptedDataKeys.Count);
    }

    [Fact]
    public void A_header_may_have_65535_encrypted_data_keys()
    {
        using HandMadeMessage message = new(V2);
        (byte[], byte[], byte[]) key = message.Keys[0];
        message.Keys.AddRange(new List<(byte[], byte[], byte[])>(System.Linq.Enumerable.Repeat(key, 65_534)));
        byte[] bytes = message.AddFinalFrame(1, Value).Build();

        Assert.Equal(65_535, Client().ReadHeader(bytes).EncryptedDataKeys.Count);
        Assert.Equal(Value, Open(bytes, message.Keyring()));
    }

    private static EnvelopeClient Client() => new(CommitmentPolicy.RequireEncryptAllowDecrypt);

    private static byte[] Open(byte[] message, KnownDataKeyKeyring keyring) => Client().Decrypt(message, new DecryptRequest(keyring)).Plaintext;

    private static string Refused(byte[] message, KnownDataKeyKeyring keyring) =>
        Assert.ThrowsAny<EnvelopeCryptoException>(() => Open(message, keyring)).ErrorId;

    private static void DemandRefused(AlgorithmSuite suite, string errorId, Action<HandMadeMessage> change)
    {
        using HandMadeMessage message = new(suite);
        message.AddFinalFrame(1, Value);
        Assert.Equal(Value, Open(message.Build(), message.Keyring()));
        change(message);
        KnownDataKeyKeyring spy = message.Keyring();
        Assert.Equal(errorId, Refused(message.Build(), spy));
        Assert.Equal(0, spy.Calls);
    }
}
