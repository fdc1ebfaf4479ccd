using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Materials;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class SecretMemoryTests
{
    private static readonly EnvelopeClient Client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public unsafe void A_secret_is_zero_where_it_stood_once_it_is_disposed_of()
    {
        SecretBytes secret = SecretBytes.CopyOf(HandMadeMessage.Counting(32, 1).AsSpan());

        // It is pinned: the address holds without fixing it.
        byte* address = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(secret.AsSpan()));
        GC.Collect();
        Assert.Equal(HandMadeMessage.Counting(32, 1), new ReadOnlySpan<byte>(address, 32).ToArray());

        secret.Dispose();

        Assert.Equal(new byte[32], new ReadOnlySpan<byte>(address, 32).ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.ToArray());
        Assert.Throws<ObjectDisposedException>(() => secret.AsSpan().Length);
        Assert.Equal(32, secret.Length);
        secret.Dispose();
        GC.KeepAlive(secret);
    }

    [Fact]
    public void A_secret_is_a_copy_and_gives_copies()
    {
        byte[] original = HandMadeMessage.Counting(16, 1);
        using SecretBytes secret = SecretBytes.CopyOf(original.AsMemory());
        original[0] = 99;
        secret.ToArray()[1] = 99;
        Assert.Equal(HandMadeMessage.Counting(16, 1), secret.ToArray());
        using SecretBytes a = SecretBytes.Random(32);
        using SecretBytes b = SecretBytes.Random(32);
        Assert.NotEqual(a.ToArray(), b.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretBytes.Random(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    [InlineData(3_000_001)] // not kept for reuse
    public void A_buffer_is_zero_when_it_goes_back_and_when_it_moves(int length)
    {
        SecretBuffer buffer = new(length);
        Memory<byte> first = buffer.Memory;
        Assert.True(first.Length >= length);
        first.Span.Fill(0xAB);

        buffer.Grow(first.Length + 1, used: 10);
        Memory<byte> second = buffer.Memory;
        Assert.True(second.Length > first.Length);
        Assert.Equal(-1, first.Span.IndexOfAnyExcept((byte)0));
        Assert.Equal(10, second.Span.IndexOfAnyExcept((byte)0xAB));
        second.Span.Fill(0xCD);

        buffer.Dispose();
        Assert.Equal(-1, second.Span.IndexOfAnyExcept((byte)0));
        Assert.Equal(0, buffer.Capacity);
        buffer.Dispose();
    }

    [Fact]
    public void Whoever_disposes_of_materials_or_a_keyring_wipes_its_keys()
    {
        using EncryptionMaterials encryption = new(AlgorithmSuite.Aes256Gcm, Format.EncryptionContext.Empty);
        using DecryptionMaterials decryption = new(AlgorithmSuite.Aes256Gcm, Format.EncryptionContext.Empty);
        SecretBytes first = SecretBytes.Random(32);
        SecretBytes second = SecretBytes.Random(32);
        SecretBytes third = SecretBytes.Random(32);
        encryption.SetDataKey(first);
        decryption.SetDataKey(second, usedKey: null);
        RawAesKeyring keyring = new("ns", "k", third);

        encryption.Dispose();
        decryption.Dispose();
        keyring.Dispose();

        Assert.Throws<ObjectDisposedException>(() => first.ToArray());
        Assert.Throws<ObjectDisposedException>(() => second.ToArray());
        Assert.Throws<ObjectDisposedException>(() => third.ToArray());
    }

    [Fact]
    public void A_key_that_a_keyring_refuses_is_wiped()
    {
        SecretBytes wrongLength = SecretBytes.Random(20);
        SecretBytes wrongName = SecretBytes.Random(32);

        Assert.Throws<KeyMaterialException>(() => new RawAesKeyring("ns", "k", wrongLength));
        Assert.Throws<KeyMaterialException>(() => new RawAesKeyring("aws-kms", "k", wrongName));

        Assert.Throws<ObjectDisposedException>(() => wrongLength.ToArray());
        Assert.Throws<ObjectDisposedException>(() => wrongName.ToArray());
    }

    [Fact]
    public async Task A_key_that_a_keyring_has_set_before_it_fails_is_wiped()
    {
        SecretBytes first = SecretBytes.Random(32);
        SecretBytes second = SecretBytes.Random(32);
        ScriptedKeyring keyring = new()
        {
            OnEncrypt = materials => Fail(() => materials.SetDataKey(first)),
            OnDecrypt = (materials, _) => Fail(() => materials.SetDataKey(second, usedKey: null)),
        };
        using HandMadeMessage message = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey);
        byte[] bytes = message.AddFinalFrame(1, []).Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.EncryptAsync(new byte[1], new EncryptRequest(keyring), Cancel).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.DecryptAsync(bytes, new DecryptRequest(keyring), Cancel).AsTask());

        Assert.Throws<ObjectDisposedException>(() => first.ToArray());
        Assert.Throws<ObjectDisposedException>(() => second.ToArray());

        static void Fail(Action before)
        {
            before();
            throw new InvalidOperationException("It fails.");
        }
    }

    /// <summary>The content key is derived by then, and large messages take long.</summary>
    [Fact]
    public async Task The_data_key_is_gone_before_a_byte_of_the_message_is_processed()
    {
        SecretBytes? key = null;
        int looked = 0;
        ScriptedKeyring keyring = new()
        {
            OnEncrypt = materials =>
            {
                materials.SetDataKey(key = SecretBytes.CopyOf(HandMadeMessage.Counting(32, 1).AsSpan()));
                materials.AddEncryptedDataKey(new Format.EncryptedDataKey("known", "key"u8.ToArray(), new byte[] { 1 }));
            },
            OnDecrypt = (materials, keys) => materials.SetDataKey(key = SecretBytes.CopyOf(HandMadeMessage.Counting(32, 1).AsSpan()), keys[0]),
        };
        using MemoryStream message = new();
        ScriptedStream source = new()
        {
            OnRead = (target, _) =>
            {
                Assert.True(key!.IsDisposed);
                target.Span[..1].Clear();
                return new ValueTask<int>(looked++ == 0 ? 1 : 0);
            },
        };

        await Client.EncryptAsync(source, message, new EncryptRequest(keyring), progress: null, Cancel);
        Assert.InRange(looked, 1, 3);
        message.Position = 0;
        ScriptedStream destination = new()
        {
            OnWrite = (_, _) =>
            {
                Assert.True(key!.IsDisposed);
                looked = 0;
                return ValueTask.CompletedTask;
            },
        };
        await Client.DecryptAsync(message, destination, new DecryptRequest(keyring), progress: null, Cancel);
        Assert.Equal(0, looked);
    }

    [Fact]
    public void RSA_keys_that_a_keyring_refuses_are_released()
    {
        RSA publicKey = RSA.Create(2048);
        RSA privateKey = RSA.Create(2048);

        Assert.Throws<KeyMaterialException>(() => new RawRsaKeyring("aws-kms", "k", RawRsaPadding.OaepSha256, publicKey, privateKey));

        Assert.Throws<ObjectDisposedException>(() => publicKey.ExportSubjectPublicKeyInfo());
        Assert.Throws<ObjectDisposedException>(() => privateKey.ExportPkcs8PrivateKey());
    }

    [Fact]
    public void No_text_of_an_object_or_an_error_shows_a_key()
    {
        byte[] wrappingKey = RandomNumberGenerator.GetBytes(32);
        byte[] dataKey = RandomNumberGenerator.GetBytes(32);
        using RawAesKeyring keyring = new("ns", "k", wrappingKey);
        using RawAesKeyring wrong = new("ns", "k", RandomNumberGenerator.GetBytes(32));
        using EncryptionMaterials materials = new(AlgorithmSuite.Aes256Gcm, Format.EncryptionContext.Empty);
        materials.SetDataKey(SecretBytes.CopyOf(dataKey.AsSpan()));
        EnvelopeClient client = new();
        EncryptedData message = client.Encrypt(dataKey, new EncryptRequest(keyring));
        DecryptedData opened = client.Decrypt(message.Message, new DecryptRequest(keyring));
        List<string> texts =
        [
            keyring.ToString(), materials.ToString()!, materials.DataKey!.ToString(), message.Result.Header.ToString(),
            message.Result.Header.EncryptedDataKeys[0].ToString(), message.ToString(), opened.ToString(), opened.Result.ToString()!,
            Assert.ThrowsAny<EnvelopeCryptoException>(() => client.Decrypt(message.Message, new DecryptRequest(wrong))).ToString(),
            Assert.ThrowsAny<EnvelopeCryptoException>(() => materials.SetDataKey(SecretBytes.CopyOf(dataKey.AsSpan()))).ToString(),
            Assert.ThrowsAny<EnvelopeCryptoException>(() => new RawAesKeyring("ns", "k", dataKey.AsMemory(1))).ToString(),
        ];
        foreach (string text in texts)
        {
            Assert.False(Shows(text, wrappingKey) || Shows(text, dataKey), text);
        }
    }

    [Fact]
    public void Secrets_have_no_property_that_a_log_or_a_table_would_print()
    {
        foreach (PropertyInfo property in typeof(SecretBytes).GetProperties())
        {
            Assert.Equal("Length", property.Name);
        }

        foreach (Type type in (Type[])[typeof(RawAesKeyring), typeof(RawRsaKeyring)])
        {
            foreach (PropertyInfo property in type.GetProperties())
            {
                Assert.Contains(property.PropertyType, (Type[])[typeof(string), typeof(bool)]);
            }
        }
    }

    private static bool Shows(string text, byte[] key)
    {
        byte[] part = key[..6];
        return text.Contains(Convert.ToHexString(part), StringComparison.OrdinalIgnoreCase)
            || text.Contains(Convert.ToBase64String(part), StringComparison.Ordinal)
            || text.Contains(Encoding.Latin1.GetString(part), StringComparison.Ordinal)
            || text.Contains(string.Join(", ", part), StringComparison.Ordinal);
    }
}
