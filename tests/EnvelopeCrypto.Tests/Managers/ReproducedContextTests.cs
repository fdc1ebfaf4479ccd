using System;
using System.Collections.Generic;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Context that the caller gives on decryption, and context that messages authenticate without storing it.</summary>
public sealed class ReproducedContextTests : IDisposable
{
    private static readonly EncryptionContext Both = Context(("stored", "1"), ("Tenant", "42"));

    private readonly RawAesKeyring _keyring = new("ns", "k", new byte[32]);
    private readonly EnvelopeClient _client = new();

    public static TheoryData<AlgorithmSuite> Committing() =>
        [AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384];

    public void Dispose() => _keyring.Dispose();

    [Fact]
    public void Stored_pairs_that_are_equal_are_accepted()
    {
        byte[] message = _client.Encrypt("x"u8, new(_keyring) { EncryptionContext = Both }).Message;

        DecryptedData data = _client.Decrypt(message, new(_keyring) { EncryptionContext = Context(("stored", "1")) });

        Assert.Equal("x"u8.ToArray(), data.Plaintext);
        Assert.Equal("42", data.Result.EncryptionContext["Tenant"]);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("")]
    [InlineData("1 ")]
    public void A_stored_pair_with_another_value_is_a_mismatch_that_names_it(string value)
    {
        byte[] message = _client.Encrypt("x"u8, new(_keyring) { EncryptionContext = Both }).Message;

        EncryptionContextException error = Assert.Throws<EncryptionContextException>(
            () => _client.Decrypt(message, new(_keyring) { EncryptionContext = Context(("stored", value)) }));

        Assert.Equal(ErrorIds.EncryptionContextMismatch, error.ErrorId);
        Assert.Contains("'stored'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_that_the_message_was_not_written_with_fails_and_is_named()
    {
        // RSA and KMS-less keyrings do not bind the context: only the header's tag can tell.
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        byte[] bytes = message.AddFinalFrame(1, [1]).Build();

        MessageAuthenticationException error = Assert.Throws<MessageAuthenticationException>(
            () => _client.Decrypt(bytes, new(message.Keyring()) { EncryptionContext = Context(("first", "v"), ("second", "v")) }));

        Assert.Equal(ErrorIds.HeaderAuthenticationFailed, error.ErrorId);
        Assert.Contains("first, second", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_differ_by_case()
    {
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        message.Context.Add(("name"u8.ToArray(), "v"u8.ToArray()));
        byte[] bytes = message.AddFinalFrame(1, [1]).Build();
        Assert.Equal([1], _client.Decrypt(bytes, new(message.Keyring()) { EncryptionContext = Context(("name", "v")) }).Plaintext);

        Assert.Throws<MessageAuthenticationException>(
            () => _client.Decrypt(bytes, new(message.Keyring()) { EncryptionContext = Context(("Name", "v")) }));
    }

    [Fact]
    public void What_the_tag_covers_without_being_stored_is_the_serialisation_of_those_pairs_alone()
    {
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        message.Context.Add(("stored"u8.ToArray(), "1"u8.ToArray()));
        message.AuthenticatedOnly = HandMadeMessage.Serialize(("a"u8.ToArray(), "1"u8.ToArray()), ("b"u8.ToArray(), "2"u8.ToArray()));
        byte[] bytes = message.AddFinalFrame(1, [1]).Build();

        DecryptedData data = _client.Decrypt(bytes, new(message.Keyring()) { EncryptionContext = Context(("b", "2"), ("a", "1"), ("stored", "1")) });

        Assert.Equal([1], data.Plaintext);
        Assert.Equal(Context(("a", "1"), ("b", "2"), ("stored", "1")), data.Result.EncryptionContext);
        Assert.Throws<MessageAuthenticationException>(() => _client.Decrypt(bytes, new(message.Keyring()) { EncryptionContext = Context(("a", "1")) }));
        Assert.Throws<MessageAuthenticationException>(() => _client.Decrypt(bytes, new DecryptRequest(message.Keyring())));
    }

    [Theory]
    [MemberData(nameof(Committing))]
    public void A_required_pair_is_not_stored_and_must_be_given_again(AlgorithmSuite suite)
    {
        byte[] message = EncryptRequiring(suite, new HashSet<string> { "Tenant" });

        MessageHeader header = _client.ReadHeader(message);
        Assert.False(header.EncryptionContext.ContainsKey("Tenant"));
        Assert.Equal("1", header.EncryptionContext["stored"]);
        Assert.True(message.AsSpan().IndexOf("Tenant"u8) < 0);

        DecryptedData data = _client.Decrypt(message, new(_keyring) { EncryptionContext = Context(("Tenant", "42")) });
        Assert.Equal("x"u8.ToArray(), data.Plaintext);
        Assert.Equal("42", data.Result.EncryptionContext["Tenant"]);
        Assert.Equal("1", data.Result.EncryptionContext["stored"]);

        Assert.Throws<DataKeyException>(() => _client.Decrypt(message, new DecryptRequest(_keyring)));
        Assert.Throws<DataKeyException>(() => _client.Decrypt(message, new(_keyring) { EncryptionContext = Context(("Tenant", "43")) }));
        Assert.Throws<DataKeyException>(() => _client.Decrypt(message, new(_keyring) { EncryptionContext = Context(("tenant", "42")) }));
    }

    [Fact]
    public void All_pairs_may_be_required()
    {
        byte[] message = EncryptRequiring(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, new HashSet<string> { "stored", "Tenant" });

        Assert.Empty(_client.ReadHeader(message).EncryptionContext);
        Assert.Equal("x"u8.ToArray(), _client.Decrypt(message, new(_keyring) { EncryptionContext = Both }).Plaintext);
    }

    [Fact]
    public void A_required_name_that_is_not_there_is_an_error_that_names_it()
    {
        EncryptionContextException error = Assert.Throws<EncryptionContextException>(
            () => EncryptRequiring(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, new HashSet<string> { "tenant" }));

        Assert.Equal(ErrorIds.EncryptionContextMismatch, error.ErrorId);
        Assert.Contains("'tenant'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Required_names_are_compared_by_their_exact_characters_whatever_set_they_come_in()
    {
        EncryptionContext context = Context(("tenant", "lower"), ("Tenant", "upper"));
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { "tenant" };
        using EncryptionMaterials materials = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, context, names);
        names.Clear();

        Assert.Contains("tenant", materials.RequiredContextNames);
        Assert.DoesNotContain("Tenant", materials.RequiredContextNames);
        using DecryptionMaterials reading = new(
            AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, context, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "tenant" });
        Assert.DoesNotContain("Tenant", reading.RequiredContextNames);
    }

    [Fact]
    public void The_verification_key_cannot_be_required()
    {
        EncryptionContextException error = Assert.Throws<EncryptionContextException>(
            () => EncryptRequiring(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, new HashSet<string> { "aws-crypto-public-key" }));
        Assert.Equal(ErrorIds.EncryptionContextMismatch, error.ErrorId);
    }

    private static EncryptionContext Context(params (string Name, string Value)[] pairs)
    {
        Dictionary<string, string> map = [];
        foreach ((string name, string value) in pairs)
        {
            map.Add(name, value);
        }

        return EncryptionContext.Create(map);
    }

    /// <summary>Through a manager that asks another one for required names, as one would be written by a user.</summary>
    private byte[] EncryptRequiring(AlgorithmSuite suite, HashSet<string> names)
    {
        DefaultMaterialsManager inner = new(_keyring);
        ScriptedManager outer = new()
        {
            OnEncrypt = request => inner.GetEncryptionMaterialsAsync(
                new EncryptionMaterialsRequest
                {
                    EncryptionContext = request.EncryptionContext,
                    AlgorithmSuite = request.AlgorithmSuite,
                    CommitmentPolicy = request.CommitmentPolicy,
                    MaxPlaintextLength = request.MaxPlaintextLength,
                    RequiredContextNames = names,
                },
                TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult(),
        };
        return _client.Encrypt("x"u8, new(outer) { AlgorithmSuite = suite, EncryptionContext = Both }).Message;
    }
}
