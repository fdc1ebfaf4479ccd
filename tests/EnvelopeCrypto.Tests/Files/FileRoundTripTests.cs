using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>Files that go well.</summary>
public sealed class FileRoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly KnownDataKeyKeyring _keyring = new(new byte[32]);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(5_000_001)]
    public async Task A_file_goes_through_and_comes_back_and_nothing_else_is_left(int length)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        byte[] data = RandomNumberGenerator.GetBytes(length);
        string source = _directory.Write("data", data);
        EnvelopeFiles files = new(new EnvelopeClient());

        EncryptResult encrypted = await files.EncryptAsync(source, _directory.At("message"), new EncryptRequest(_keyring), progress: null, cancel);
        DecryptResult decrypted = await files.DecryptAsync(_directory.At("message"), _directory.At("back"), new DecryptRequest(_keyring), progress: null, cancel);

        Assert.Equal(data, await File.ReadAllBytesAsync(_directory.At("back"), cancel));
        Assert.Equal(length, encrypted.PlaintextLength);
        Assert.Equal(length, decrypted.PlaintextLength);
        Assert.Equal(new FileInfo(_directory.At("message")).Length, encrypted.MessageLength);
        Assert.Equal(encrypted.MessageLength, decrypted.MessageLength);
        Assert.Equal(length > 1024 * 1024 ? 65536 : 4096, encrypted.Header.FrameLength);
        Assert.Equal(["back", "data", "message"], _directory.Names);
    }

    [Fact]
    public async Task Streams_go_into_files_and_files_are_read_as_streams()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        byte[] data = RandomNumberGenerator.GetBytes(10_000);
        EnvelopeFiles files = new(new EnvelopeClient());

        await files.EncryptStreamAsync(ScriptedStream.Trickle(data, 777), _directory.At("message"), new EncryptRequest(_keyring), progress: null, cancel);
        await using (Stream message = EnvelopeFiles.OpenRead(_directory.At("message")))
        {
            await files.DecryptStreamAsync(message, _directory.At("back"), new DecryptRequest(_keyring), progress: null, cancel);
        }

        Assert.Equal(data, await File.ReadAllBytesAsync(_directory.At("back"), cancel));
    }

    [Fact]
    public async Task Memory_goes_into_a_file()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        EnvelopeFiles files = new(new EnvelopeClient());

        EncryptResult result = await files.EncryptBytesAsync(new byte[] { 1, 2, 3 }, _directory.At("message"), new EncryptRequest(_keyring), cancel);

        byte[] message = await File.ReadAllBytesAsync(_directory.At("message"), cancel);
        Assert.Equal(message.Length, result.MessageLength);
        Assert.Equal([1, 2, 3], new EnvelopeClient().Decrypt(message, new DecryptRequest(_keyring)).Plaintext);
        Assert.Equal(["message"], _directory.Names);
        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => files.EncryptBytesAsync(new byte[] { 4 }, _directory.At("message"), new EncryptRequest(_keyring), cancel));
        Assert.Equal(ErrorIds.DestinationExists, error.ErrorId);
        Assert.Equal(1 + 1, _keyring.Calls);
    }

    [Fact]
    public async Task A_file_that_claims_no_length_is_read_to_its_end()
    {
        const string Source = "/proc/version";
        if (!File.Exists(Source))
        {
            Assert.Skip("Only Linux has /proc, whose files have a length of zero and content.");
        }

        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(0, new FileInfo(Source).Length);
        EnvelopeFiles files = new(new EnvelopeClient());

        await files.EncryptAsync(Source, _directory.At("message"), new EncryptRequest(_keyring), progress: null, cancel);
        await files.DecryptAsync(_directory.At("message"), _directory.At("back"), new DecryptRequest(_keyring), progress: null, cancel);

        Assert.Equal(await File.ReadAllTextAsync(Source, cancel), await File.ReadAllTextAsync(_directory.At("back"), cancel));
    }

    [Fact]
    public async Task An_existing_destination_is_replaced_only_when_asked_for()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string source = _directory.Write("data", [1, 2, 3]);
        string destination = _directory.Write("message", [9, 9, 9]);

        EnvelopeFileException error = await Assert.ThrowsAsync<EnvelopeFileException>(
            () => new EnvelopeFiles(new EnvelopeClient()).EncryptAsync(source, destination, new EncryptRequest(_keyring), progress: null, cancel));
        Assert.Equal(ErrorIds.DestinationExists, error.ErrorId);
        Assert.Contains(destination, error.Message, StringComparison.Ordinal);
        Assert.Equal([9, 9, 9], await File.ReadAllBytesAsync(destination, cancel));
        Assert.Equal(0, _keyring.Calls);

        EnvelopeFiles replacing = new(new EnvelopeClient()) { Replace = true };
        await replacing.EncryptAsync(source, destination, new EncryptRequest(_keyring), progress: null, cancel);
        Assert.Equal([1, 2, 3], new EnvelopeClient().Decrypt(await File.ReadAllBytesAsync(destination, cancel), new DecryptRequest(_keyring)).Plaintext);
        Assert.Equal(["data", "message"], _directory.Names);
    }

    [Fact]
    public async Task A_destination_that_is_a_link_is_replaced_itself_and_not_what_it_leads_to()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string target = _directory.Write("target", [7]);
        string link = _directory.At("link");
        File.CreateSymbolicLink(link, target);
        EnvelopeFiles files = new(new EnvelopeClient()) { Replace = true };

        await files.EncryptStreamAsync(new MemoryStream([1]), link, new EncryptRequest(_keyring), progress: null, cancel);

        Assert.Equal([7], await File.ReadAllBytesAsync(target, cancel));
        Assert.Null(new FileInfo(link).LinkTarget);
    }
}
