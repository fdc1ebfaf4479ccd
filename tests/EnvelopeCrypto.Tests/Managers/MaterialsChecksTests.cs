using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>The client trusts no materials manager: what comes back is checked, and wiped when it is refused.</summary>
public sealed class MaterialsChecksTests
{
    private const AlgorithmSuite Suite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKey;
    private const AlgorithmSuite Signing = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384;

    private static readonly EncryptionContext Stored = EncryptionContext.Create([new("stored", "1")]);

    [Fact]
    public void Nothing_returned_for_encryption() => DemandEncryptionRefused(ErrorIds.InvalidMaterials, static _ => null);

    [Fact]
    public void No_data_key_for_encryption() =>
        DemandEncryptionRefused(ErrorIds.InvalidMaterials, static _ => new EncryptionMaterials(Suite, EncryptionContext.Empty));

    [Fact]
    public void No_encrypted_data_key() => DemandEncryptionRefused(ErrorIds.InvalidMaterials, static _ => Materials(Suite, keys: 0));

    [Fact]
    public void More_encrypted_data_keys_than_the_client_allows()
    {
        EnvelopeClient client = new(maxEncryptedDataKeys: 2);
        Assert.Equal(2, client.Encrypt("x"u8, Request(static _ => Materials(Suite, keys: 2))).Result.Header.EncryptedDataKeys.Count);
        DemandEncryptionRefused(ErrorIds.TooManyEncryptedDataKeys, static _ => Materials(Suite, keys: 3), client);
    }

    [Fact]
    public void More_encrypted_data_keys_than_the_format_holds() =>
        DemandEncryptionRefused(ErrorIds.TooManyEncryptedDataKeys, static _ => Materials(Suite, keys: 65_536));

    [Fact]
    public void A_header_larger_than_any_reader_takes() => DemandEncryptionRefused(
        ErrorIds.HeaderTooLarge,
        static _ =>
        {
            EncryptionMaterials materials = Materials(Suite, keys: 0);
            EncryptedDataKey large = new("p", new byte[65_535], new byte[65_535]);
            for (int i = 0; i < 600; i++)
            {
                materials.AddEncryptedDataKey(large);
            }

            return materials;
        });

    [Fact]
    public void A_suite_that_the_policy_does_not_allow()
    {
        DemandEncryptionRefused(ErrorIds.CommitmentPolicyViolation, static _ => Materials(AlgorithmSuite.Aes256GcmHkdfSha256, keys: 1));
        DemandEncryptionRefused(
            ErrorIds.CommitmentPolicyViolation, static _ => Materials(Suite, keys: 1), new EnvelopeClient(CommitmentPolicy.ForbidEncryptAllowDecrypt));
    }

    [Fact]
    public void Materials_of_another_message_that_are_wiped_already()
    {
        EncryptionMaterials once = Materials(Suite, keys: 1);
        EnvelopeClient client = new();
        client.Encrypt("x"u8, Request(_ => once));

        Assert.Equal(
            ErrorIds.InvalidMaterials, Assert.ThrowsAny<EnvelopeCryptoException>(() => client.Encrypt("x"u8, Request(_ => once))).ErrorId);
        DecryptionMaterials wiped = Materials(Suite, Stored);
        wiped.Dispose();
        DemandDecryptionRefused(ErrorIds.InvalidMaterials, _ => wiped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_data_key_of_the_wrong_length_cannot_be_set_and_is_wiped(int length)
    {
        using EncryptionMaterials encryption = new(Suite, EncryptionContext.Empty);
        using DecryptionMaterials decryption = new(Suite, EncryptionContext.Empty);
        SecretBytes first = SecretBytes.CopyOf(new byte[length].AsSpan());
        SecretBytes second = SecretBytes.CopyOf(new byte[length].AsSpan());

        Assert.Equal(ErrorIds.InvalidMaterials, Assert.Throws<MaterialsException>(() => encryption.SetDataKey(first)).ErrorId);
        Assert.Equal(ErrorIds.InvalidMaterials, Assert.Throws<MaterialsException>(() => decryption.SetDataKey(second, usedKey: null)).ErrorId);

        Assert.Throws<ObjectDisposedException>(() => first.ToArray());
        Assert.Throws<ObjectDisposedException>(() => second.ToArray());
        Assert.Null(encryption.DataKey);
        Assert.Null(decryption.DataKey);
    }

    [Fact]
    public void A_second_data_key_cannot_be_set_and_is_wiped()
    {
        using EncryptionMaterials materials = new(Suite, EncryptionContext.Empty);
        materials.SetDataKey(SecretBytes.Random(32));
        SecretBytes second = SecretBytes.Random(32);

        Assert.Throws<MaterialsException>(() => materials.SetDataKey(second));

        Assert.Throws<ObjectDisposedException>(() => second.ToArray());
        Assert.Equal(32, materials.DataKey!.ToArray().Length);
    }

    [Fact]
    public void Nothing_returned_for_decryption() => DemandDecryptionRefused(ErrorIds.InvalidMaterials, static _ => null);

    [Fact]
    public void No_data_key_for_decryption() =>
        DemandDecryptionRefused(ErrorIds.InvalidMaterials, static request => new DecryptionMaterials(request.AlgorithmSuite, request.StoredContext));

    [Fact]
    public void Another_suite_than_the_message_has() =>
        DemandDecryptionRefused(ErrorIds.InvalidMaterials, static request => Materials(Signing, request.StoredContext));

    [Fact]
    public void A_context_that_lacks_a_stored_pair() =>
        DemandDecryptionRefused(ErrorIds.InvalidMaterials, static request => Materials(request.AlgorithmSuite, EncryptionContext.Empty));

    [Fact]
    public void A_context_with_another_value_for_a_stored_pair() => DemandDecryptionRefused(
        ErrorIds.InvalidMaterials, static request => Materials(request.AlgorithmSuite, EncryptionContext.Create([new("stored", "2")])));

    [Fact]
    public void A_context_with_a_pair_that_nothing_authenticates() => DemandDecryptionRefused(
        ErrorIds.InvalidMaterials, static request => Materials(request.AlgorithmSuite, EncryptionContext.Create([new("stored", "1"), new("claimed", "x")])));

    [Fact]
    public void A_context_with_a_stored_pair_called_not_stored() => DemandDecryptionRefused(
        ErrorIds.InvalidMaterials, static request => Materials(request.AlgorithmSuite, request.StoredContext, "stored"));

    [Fact]
    public void A_manager_that_ignores_what_the_caller_expects()
    {
        DemandDecryptionRefused(
            ErrorIds.InvalidMaterials,
            static request => Materials(request.AlgorithmSuite, request.StoredContext),
            expected: EncryptionContext.Create([new("tenant", "42")]));
        DemandDecryptionRefused(
            ErrorIds.EncryptionContextMismatch,
            static request => Materials(request.AlgorithmSuite, request.StoredContext),
            expected: EncryptionContext.Create([new("stored", "2")]));
    }

    [Fact]
    public void A_wrong_data_key_is_found_by_the_commitment_and_without_one_by_the_tag()
    {
        foreach (SuiteFacts suite in SuiteFacts.All)
        {
            byte[] message = suite.Client.Encrypt(
                "x"u8, new(new KnownDataKeyKeyring(new byte[suite.KeyLength])) { AlgorithmSuite = suite.Suite }).Message;
            KnownDataKeyKeyring wrong = new(HandMadeMessage.Counting(suite.KeyLength, 1));

            MessageAuthenticationException error = Assert.Throws<MessageAuthenticationException>(
                () => suite.Client.Decrypt(message, new DecryptRequest(wrong)));

            Assert.Equal((suite.Id, suite.Commits ? ErrorIds.CommitmentMismatch : ErrorIds.HeaderAuthenticationFailed), (suite.Id, error.ErrorId));
        }
    }

    [Fact]
    public void What_the_policy_refuses_no_manager_is_asked_for()
    {
        ScriptedManager asked = new()
        {
            OnEncrypt = static _ => throw new InvalidOperationException("Asked."),
            OnDecrypt = static _ => throw new InvalidOperationException("Asked."),
        };
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha256);
        byte[] bytes = message.AddFinalFrame(1, []).Build();

        Assert.Throws<CommitmentPolicyException>(() => new EnvelopeClient().Decrypt(bytes, new DecryptRequest(asked)));
        Assert.Throws<CommitmentPolicyException>(
            () => new EnvelopeClient().Encrypt(default, new(asked) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha256 }));
    }

    [Fact]
    public async Task A_keyring_that_makes_no_data_key_or_no_encrypted_one_is_named()
    {
        ScriptedKeyring lazy = new("lazy keyring");
        ScriptedKeyring half = new("half keyring") { OnEncrypt = static materials => materials.SetDataKey(SecretBytes.Random(32)) };
        foreach (ScriptedKeyring keyring in (ScriptedKeyring[])[lazy, half])
        {
            MaterialsException error = await Assert.ThrowsAsync<MaterialsException>(() => new DefaultMaterialsManager(keyring)
                .GetEncryptionMaterialsAsync(new EncryptionMaterialsRequest(), TestContext.Current.CancellationToken).AsTask());
            Assert.Equal(ErrorIds.InvalidMaterials, error.ErrorId);
            Assert.Contains(keyring.ToString(), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_manager_is_told_what_is_known_of_the_message()
    {
        EncryptionMaterialsRequest? seen = null;
        EncryptionContext context = EncryptionContext.Create([new("a", "b")]);
        EncryptRequest request = new(new ScriptedManager
        {
            OnEncrypt = asked =>
            {
                seen = asked;
                return Materials(Suite, keys: 1);
            },
        })
        { EncryptionContext = context, AlgorithmSuite = Suite };

        new EnvelopeClient(CommitmentPolicy.RequireEncryptAllowDecrypt).Encrypt(new byte[7], request);

        Assert.Equal(7, seen!.MaxPlaintextLength);
        Assert.Equal(Suite, seen.AlgorithmSuite);
        Assert.Equal(CommitmentPolicy.RequireEncryptAllowDecrypt, seen.CommitmentPolicy);
        Assert.Same(context, seen.EncryptionContext);
        Assert.Empty(seen.RequiredContextNames);
    }

    private static EncryptionMaterials Materials(AlgorithmSuite suite, int keys)
    {
        EncryptionMaterials materials = new(suite, EncryptionContext.Empty);
        materials.SetDataKey(SecretBytes.Random(materials.SuiteInfo.DataKeyLength));
        for (int i = 0; i < keys; i++)
        {
            materials.AddEncryptedDataKey(new EncryptedDataKey("p", "i"u8.ToArray(), "c"u8.ToArray()));
        }

        return materials;
    }

    private static DecryptionMaterials Materials(AlgorithmSuite suite, EncryptionContext context, params string[] notStored)
    {
        DecryptionMaterials materials = new(suite, context, new HashSet<string>(notStored));
        materials.SetDataKey(SecretBytes.CopyOf(new byte[32].AsSpan()), usedKey: null);
        return materials;
    }

    private static EncryptRequest Request(Func<EncryptionMaterialsRequest, EncryptionMaterials?> returns) => new(new ScriptedManager { OnEncrypt = returns });

    private static void DemandEncryptionRefused(
        string errorId, Func<EncryptionMaterialsRequest, EncryptionMaterials?> returns, EnvelopeClient? client = null)
    {
        EncryptionMaterials? given = null;
        EncryptRequest request = Request(asked => given = returns(asked));

        EnvelopeCryptoException error = Assert.ThrowsAny<EnvelopeCryptoException>(() => (client ?? new EnvelopeClient()).Encrypt("x"u8, request));

        Assert.Equal(errorId, error.ErrorId);
        if (given?.DataKey is { } dataKey)
        {
            Assert.Throws<ObjectDisposedException>(() => dataKey.ToArray());
        }
    }

    private static void DemandDecryptionRefused(
        string errorId, Func<DecryptionMaterialsRequest, DecryptionMaterials?> returns, EncryptionContext? expected = null)
    {
        EnvelopeClient client = new();
        byte[] message = client.Encrypt("x"u8, new(new KnownDataKeyKeyring(new byte[32])) { AlgorithmSuite = Suite, EncryptionContext = Stored }).Message;
        ScriptedManager right = new() { OnDecrypt = static request => Materials(request.AlgorithmSuite, request.StoredContext) };
        Assert.Equal("x"u8.ToArray(), client.Decrypt(message, new DecryptRequest(right)).Plaintext);
        DecryptionMaterials? given = null;
        ScriptedManager wrong = new() { OnDecrypt = request => given = returns(request) };

        EnvelopeCryptoException error = Assert.ThrowsAny<EnvelopeCryptoException>(
            () => client.Decrypt(message, new(wrong) { EncryptionContext = expected ?? EncryptionContext.Empty }));

        Assert.Equal(errorId, error.ErrorId);
        if (given?.DataKey is { } dataKey)
        {
            Assert.Throws<ObjectDisposedException>(() => dataKey.ToArray());
        }
    }
}
