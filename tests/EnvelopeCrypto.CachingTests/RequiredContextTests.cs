using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.CachingTests.Doubles;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.CachingTests;

/// <summary>The required-context manager, alone and together with caching.</summary>
public sealed class RequiredContextTests : IDisposable
{
    private static readonly EncryptionContext Whole = EncryptionContext.Create(
        [new KeyValuePair<string, string>("Tenant", "confidential-4711"), new KeyValuePair<string, string>("Purpose", "test")]);

    private readonly Scene _scene = new();
    private readonly RequiredContextMaterialsManager _manager;

    public RequiredContextTests()
    {
        _manager = new RequiredContextMaterialsManager(new DefaultMaterialsManager(_scene.Keyring), ["Tenant"]);
    }

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey)]
    [InlineData(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384)]
    public void A_required_pair_is_authenticated_and_not_stored(AlgorithmSuite suite)
    {
        byte[] message = Encrypt(_manager, Whole, suite);

        MessageHeader header = _scene.Client.ReadHeader(message);
        Assert.False(header.EncryptionContext.ContainsKey("Tenant"));
        Assert.Equal("test", header.EncryptionContext["Purpose"]);
        Assert.Equal(-1, message.AsSpan().IndexOf(Encoding.UTF8.GetBytes("confidential-4711")));
        DecryptedData read = Decrypt(_manager, message, Scene.Context("confidential-4711"));
        Assert.Equal("confidential-4711", read.Result.EncryptionContext["Tenant"]);
    }

    [Fact]
    public void Encryption_without_a_required_pair_is_refused_before_a_key_is_made()
    {
        EncryptionContextException error = Assert.Throws<EncryptionContextException>(() => Encrypt(_manager, EncryptionContext.Empty));

        Assert.Contains("Tenant", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _scene.Keyring.Generated);
    }

    [Fact]
    public void Decryption_without_a_required_pair_is_refused_before_a_key_is_asked_for()
    {
        byte[] message = Encrypt(_manager, Whole);

        Assert.Throws<EncryptionContextException>(() => Decrypt(_manager, message, EncryptionContext.Empty));
        Assert.Equal(0, _scene.Keyring.Decrypted);
    }

    [Fact]
    public void Names_differ_by_case() =>
        Assert.Throws<EncryptionContextException>(() => Encrypt(_manager, EncryptionContext.Create([new("tenant", "1")])));

    [Fact]
    public void Decryption_with_another_value_fails()
    {
        byte[] message = Encrypt(_manager, Whole);

        Assert.Throws<DataKeyException>(() => Decrypt(_manager, message, Scene.Context("other")));
    }

    [Fact]
    public void A_message_that_stores_the_pair_is_read_when_the_value_is_equal()
    {
        byte[] stored = Encrypt(new DefaultMaterialsManager(_scene.Keyring), Whole);

        Assert.Equal(10, Decrypt(_manager, stored, Whole).Plaintext.Length);
        Assert.Throws<EncryptionContextException>(() => Decrypt(_manager, stored, Scene.Context("other")));
    }

    [Fact]
    public void Any_manager_reads_the_message_when_the_caller_supplies_the_pair()
    {
        byte[] message = Encrypt(_manager, Whole);

        Assert.Equal(10, Decrypt(new DefaultMaterialsManager(_scene.Keyring), message, Whole).Plaintext.Length);
        Assert.ThrowsAny<EnvelopeCryptoException>(() => Decrypt(new DefaultMaterialsManager(_scene.Keyring), message, EncryptionContext.Empty));
    }

    [Theory]
    [InlineData("aws-crypto-public-key")]
    [InlineData("aws-crypto-x")]
    [InlineData("")]
    public void A_reserved_or_empty_name_cannot_be_required(string name) =>
        Assert.Throws<EncryptionContextException>(() => new RequiredContextMaterialsManager(_manager, ["Tenant", name]));

    [Fact]
    public void At_least_one_name_is_needed_and_none_may_be_null()
    {
        Assert.Throws<ArgumentException>(() => new RequiredContextMaterialsManager(_manager, []));
        Assert.Throws<ArgumentException>(() => new RequiredContextMaterialsManager(_manager, [null!]));
    }

    [Fact]
    public void Two_of_them_add_up()
    {
        RequiredContextMaterialsManager both = new(_manager, ["Purpose"]);

        byte[] message = Encrypt(both, Whole);

        Assert.Empty(_scene.Client.ReadHeader(message).EncryptionContext);
        Assert.Equal(10, Decrypt(both, message, Whole).Plaintext.Length);
        Assert.Throws<EncryptionContextException>(() => Decrypt(both, message, Scene.Context("confidential-4711")));
    }

    [Fact]
    public async Task A_manager_below_that_disregards_the_names_is_not_believed()
    {
        RecordingManager below = new(new DefaultMaterialsManager(_scene.Keyring)) { ChangeRequest = static _ => Scene.Request(context: Whole) };
        RequiredContextMaterialsManager manager = new(below, ["Tenant"]);

        MaterialsException error = await Assert.ThrowsAsync<MaterialsException>(
            async () => await manager.GetEncryptionMaterialsAsync(Scene.Request(context: Whole), Scene.Cancel));

        Assert.Contains("Tenant", error.Message, StringComparison.Ordinal);
        Assert.Equal([true], _scene.Keyring.WipedKeys);
        Assert.Equal(["Tenant"], below.EncryptionRequests.Single().RequiredContextNames);
    }

    [Fact]
    public void Under_a_caching_manager_it_is_asked_once_for_many_messages()
    {
        using CachingMaterialsManager caching = new(_manager, new CachingThresholds(Scene.MaxAge));

        DemandCachedRoundTrip(caching, caching);
    }

    [Fact]
    public void Over_a_caching_manager_it_saves_the_same_calls()
    {
        RequiredContextMaterialsManager over = new(_scene.Manager, ["Tenant"]);

        DemandCachedRoundTrip(over, over);
        Assert.Equal(2, _scene.Cache.Count);
    }

    private void DemandCachedRoundTrip(IMaterialsManager encrypting, IMaterialsManager decrypting)
    {
        byte[][] messages = [.. Enumerable.Range(0, 5).Select(_ => Encrypt(encrypting, Whole))];
        EncryptionContext reproduced = Scene.Context("confidential-4711");

        Assert.All(messages, message => Assert.False(_scene.Client.ReadHeader(message).EncryptionContext.ContainsKey("Tenant")));
        Assert.Equal([false, true, true, true, true], messages.Select(message => Decrypt(decrypting, message, reproduced).Result.FromCache));
        Assert.Equal((1, 1), (_scene.Keyring.Generated, _scene.Keyring.Decrypted));
        Assert.ThrowsAny<EnvelopeCryptoException>(() => Decrypt(decrypting, messages[0], Scene.Context("other")));
        Assert.ThrowsAny<EnvelopeCryptoException>(() => Decrypt(decrypting, messages[0], EncryptionContext.Empty));
    }

    private byte[] Encrypt(IMaterialsManager manager, EncryptionContext context, AlgorithmSuite suite = Scene.Unsigned) =>
        _scene.Client.Encrypt(new byte[10], new EncryptRequest(manager) { EncryptionContext = context, AlgorithmSuite = suite }).Message;

    private DecryptedData Decrypt(IMaterialsManager manager, byte[] message, EncryptionContext context) =>
        _scene.Client.Decrypt(message, new DecryptRequest(manager) { EncryptionContext = context });
}
