using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class PullStreamTests : IDisposable
{
    private readonly RawAesKeyring _keyring = new("test", "key", RandomNumberGenerator.GetBytes(32));
    private readonly EnvelopeClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _keyring.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    [InlineData(3_000_000)]
    public async Task Streams_can_be_stacked_and_read_in_any_pieces(int size)
    {
        byte[] data = RandomNumberGenerator.GetBytes(size);
        await using Stream encrypted = _client.OpenEncryptStream(new MemoryStream(data), new EncryptRequest(_keyring));
        await using Stream decrypted = _client.OpenDecryptStream(encrypted, new DecryptRequest(_keyring));
        using MemoryStream copy = new();
        await decrypted.CopyToAsync(copy, 1013, Cancel);
        Assert.Equal(data, copy.ToArray());
    }

    [Fact]
    public void Blocking_reads_work()
    {
        byte[] message = _client.Encrypt("hello"u8, new EncryptRequest(_keyring)).Message;
        using Stream decrypted = _client.OpenDecryptStream(new MemoryStream(message), new DecryptRequest(_keyring));
        using StreamReader reader = new(decrypted);
        Assert.Equal("hello", reader.ReadToEnd());
    }

    [Fact]
    public async Task An_error_comes_out_of_the_read_and_of_every_later_one()
    {
        byte[] message = _client.Encrypt(new byte[2_000_000], new EncryptRequest(_keyring)).Message;
        message[^200] ^= 1;
        await using Stream decrypted = _client.OpenDecryptStream(new MemoryStream(message), new DecryptRequest(_keyring));
        byte[] buffer = new byte[100_000];
        await Assert.ThrowsAsync<MessageAuthenticationException>(async () =>
        {
            while (await decrypted.ReadAsync(buffer, Cancel) > 0)
            {
            }
        });
        await Assert.ThrowsAsync<MessageAuthenticationException>(async () => await decrypted.ReadExactlyAsync(buffer, Cancel));
    }

    [Fact]
    public async Task Leaving_early_ends_the_work_and_closes_the_source_unless_told_not_to()
    {
        foreach (bool leaveOpen in (bool[])[false, true])
        {
            MemoryStream source = new(new byte[10_000_000]);
            Stream encrypted = _client.OpenEncryptStream(source, new EncryptRequest(_keyring), leaveOpen);
            await encrypted.ReadExactlyAsync(new byte[1000], Cancel);
            await encrypted.DisposeAsync();
            Assert.Equal(leaveOpen, source.CanRead);
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await encrypted.ReadExactlyAsync(new byte[1], Cancel));
        }
    }
}
