using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class MultiKeyringTests : IDisposable
{
    private readonly RawAesKeyring _a = Keyring("a");
    private readonly RawAesKeyring _b = Keyring("b");
    private readonly RawAesKeyring _c = Keyring("c");
    private readonly EnvelopeClient _client = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    [Fact]
    public void The_generator_comes_first_then_the_children_in_order_and_each_opens_the_message_alone()
    {
        EncryptedData message = _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(_b, [_c, _a])));

        Assert.Equal(["b", "c", "a"], Names(message.Result.Header.EncryptedDataKeys));
        foreach (RawAesKeyring keyring in (RawAesKeyring[])[_a, _b, _c])
        {
            DecryptedData data = _client.Decrypt(message.Message, new DecryptRequest(keyring));
            Assert.Equal("x"u8.ToArray(), data.Plaintext);
            Assert.Equal(keyring.KeyName, data.Result.UsedKey!.KeyId);
        }
    }

    [Fact]
    public void Decryption_takes_the_first_keyring_that_can()
    {
        byte[] message = _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(_a, [_b, _c]))).Message;

        Assert.Equal("c", _client.Decrypt(message, new DecryptRequest(new MultiKeyring(_c, [_b, _a]))).Result.UsedKey!.KeyId);
        Assert.Equal("b", _client.Decrypt(message, new DecryptRequest(new MultiKeyring(generator: null, [_b, _a]))).Result.UsedKey!.KeyId);
    }

    [Fact]
    public void Keyrings_after_the_one_that_opened_are_not_asked()
    {
        bool asked = false;
        ScriptedKeyring last = new() { OnDecrypt = (_, _) => asked = true };
        byte[] message = _client.Encrypt("x"u8, new EncryptRequest(_a)).Message;

        _client.Decrypt(message, new DecryptRequest(new MultiKeyring(generator: null, [_a, last])));

        Assert.False(asked);
    }

    [Fact]
    public void All_failures_are_collected_in_the_order_in_which_they_happened()
    {
        byte[] message = _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(_a, [_b]))).Message;
        using RawAesKeyring wrong = Keyring("b");
        InvalidOperationException cause = new("The service is on holiday.");
        ScriptedKeyring broken = new("broken keyring") { OnDecrypt = (_, _) => throw cause };

        DataKeyException error = Assert.Throws<DataKeyException>(
            () => _client.Decrypt(message, new DecryptRequest(new MultiKeyring(broken, [_c, wrong]))));

        Assert.Equal(ErrorIds.DataKeyUnwrapFailed, error.ErrorId);
        List<(string, string, DataKeyFailureReason)> failures = [];
        foreach (DataKeyFailure failure in error.Failures)
        {
            failures.Add((failure.Keyring, failure.KeyId, failure.Reason));
            Assert.Contains(failure.ToString(), error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(
            [
                ("broken keyring", "(any)", DataKeyFailureReason.KeyringFailed),
                (_c.ToString(), "ns: a", DataKeyFailureReason.NotThisKey),
                (_c.ToString(), "ns: b", DataKeyFailureReason.NotThisKey),
                (wrong.ToString(), "ns: a", DataKeyFailureReason.NotThisKey),
                (wrong.ToString(), "ns: b", DataKeyFailureReason.UnwrapFailed),
            ],
            failures);
        Assert.Same(cause, error.Failures[0].Exception);
    }

    [Fact]
    public void A_keyring_that_fails_or_times_out_does_not_keep_the_next_from_opening()
    {
        byte[] message = _client.Encrypt("x"u8, new EncryptRequest(_a)).Message;
        foreach (Exception failure in (Exception[])[new InvalidOperationException(), new TaskCanceledException("timeout"), new TimeoutException()])
        {
            ScriptedKeyring broken = new() { OnDecrypt = (_, _) => throw failure };
            Assert.Equal("x"u8.ToArray(), _client.Decrypt(message, new DecryptRequest(new MultiKeyring(broken, [_a]))).Plaintext);
        }
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_not_a_failure_of_a_keyring()
    {
        byte[] message = _client.Encrypt("x"u8, new EncryptRequest(_a)).Message;
        using CancellationTokenSource stop = new();
        ScriptedKeyring cancelling = new()
        {
            OnDecrypt = (_, _) =>
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _client.DecryptAsync(message, new DecryptRequest(new MultiKeyring(cancelling, [_a])), stop.Token).AsTask());
    }

    [Fact]
    public void On_encryption_every_child_must_succeed()
    {
        ScriptedKeyring broken = new() { OnEncrypt = static _ => throw new InvalidOperationException("No.") };
        Assert.Throws<InvalidOperationException>(() => _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(_a, [broken, _b]))));
        Assert.Throws<InvalidOperationException>(() => _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(broken, [_b]))));
    }

    [Fact]
    public void Without_a_generator_nothing_makes_the_data_key()
    {
        KeyMaterialException error = Assert.Throws<KeyMaterialException>(
            () => _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(generator: null, [_a]))));
        Assert.Equal(ErrorIds.KeyringCannotEncrypt, error.ErrorId);

        // A multi-keyring without one may be a child of another.
        EncryptedData nested = _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(_a, [new MultiKeyring(generator: null, [_b, _c])])));
        Assert.Equal(["a", "b", "c"], Names(nested.Result.Header.EncryptedDataKeys));
    }

    [Fact]
    public async Task A_generator_makes_the_data_key_or_fails()
    {
        KeyMaterialException error = Assert.Throws<KeyMaterialException>(
            () => _client.Encrypt("x"u8, new EncryptRequest(new MultiKeyring(new ScriptedKeyring("idle keyring"), [_a]))));
        Assert.Equal(ErrorIds.DataKeyWrapFailed, error.ErrorId);
        Assert.Contains("idle keyring", error.Message, StringComparison.Ordinal);

        using EncryptionMaterials materials = new(Suites.AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, EncryptionContext.Empty);
        materials.SetDataKey(SecretBytes.Random(32));
        await Assert.ThrowsAsync<MaterialsException>(
            () => new MultiKeyring(_a, []).OnEncryptAsync(materials, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void Nothing_and_null_make_no_multi_keyring()
    {
        Assert.Throws<ArgumentException>(() => new MultiKeyring(generator: null, []));
        Assert.Throws<ArgumentException>(() => new MultiKeyring(_a, [null!]));
    }

    private static RawAesKeyring Keyring(string name) => new("ns", name, RandomNumberGenerator.GetBytes(32));

    private static List<string> Names(IReadOnlyList<EncryptedDataKey> keys)
    {
        List<string> names = [];
        foreach (EncryptedDataKey key in keys)
        {
            names.Add(key.KeyId);
        }

        return names;
    }
}
