using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using Xunit;

namespace EnvelopeCrypto.Tests;

/// <summary>
/// Where the capital of i is İ, numbers have commas and dates other calendars: messages, files and error texts are the same. The whole suite runs so
/// with LC_ALL=tr_TR.UTF-8; these are the places where it would hurt.
/// </summary>
public sealed class TurkishTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;
    private readonly TemporaryDirectory _directory = new();

    public TurkishTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        if (CultureInfo.CurrentCulture.TextInfo.ToUpper('i') != 'İ')
        {
            CultureInfo.CurrentCulture = _before;
            Assert.Skip("This machine has no cultures (ICU is missing).");
        }
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _before;
        _directory.Dispose();
    }

    [Fact]
    public async Task Messages_go_from_one_culture_to_another()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using RawAesKeyring keyring = new("ID", "İıIi", new byte[32]);
        EnvelopeClient client = new();
        EncryptionContext context = EncryptionContext.Create([new("ID", "I"), new("id", "i"), new("İd", "İ"), new("ıd", "ı")]);
        byte[] message = client.Encrypt([1, 2, 3], new EncryptRequest(keyring) { EncryptionContext = context }).Message;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        DecryptedData read = client.Decrypt(message, new DecryptRequest(keyring) { EncryptionContext = context });
        Assert.Equal([1, 2, 3], read.Plaintext);
        byte[] other = client.Encrypt([4], new EncryptRequest(keyring) { EncryptionContext = context }).Message;

        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        Assert.Equal([4], client.Decrypt(other, new DecryptRequest(keyring) { EncryptionContext = context }).Plaintext);
        using MemoryStream updated = new();
        await client.ReEncryptAsync(
            new MemoryStream(message), updated, new ReEncryptRequest(new DecryptRequest(keyring), new Managers.DefaultMaterialsManager(keyring)), progress: null, cancel);
        Assert.Equal([1, 2, 3], client.Decrypt(updated.ToArray(), new DecryptRequest(keyring) { EncryptionContext = context }).Plaintext);
    }

    [Fact]
    public void Names_of_a_context_are_in_the_order_of_their_bytes()
    {
        EncryptionContext turkish = EncryptionContext.Create([new("i", "1"), new("I", "2"), new("ı", "3"), new("İ", "4"), new("z", "5")]);
        Assert.Equal(["I", "i", "z", "İ", "ı"], turkish.Keys);
    }

    [Fact]
    public void Key_files_and_PEM_files_are_read_and_written_as_everywhere()
    {
        RawAesKeyFile.Create(_directory.At("a.key"), "id", "I", replace: false);
        string text = File.ReadAllText(_directory.At("a.key"));
        using RawAesKeyring keyring = RawAesKeyFile.OpenKeyring(_directory.At("a.key"));
        Assert.Equal(("id", "I"), (keyring.KeyNamespace, keyring.KeyName));
        Assert.DoesNotContain("İ", text, StringComparison.Ordinal);

        using RSA rsa = RSA.Create(2048);
        string publicKey = _directory.Write("public.pem", Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()));
        string privateKey = _directory.Write("private.pem", Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
        using RawRsaKeyring pair = new("id", "I", RawRsaPadding.OaepSha256, RsaPem.ReadPublicKey(publicKey), RsaPem.ReadPrivateKey(privateKey));
        EnvelopeClient client = new();
        Assert.Equal([1], client.Decrypt(client.Encrypt([1], new EncryptRequest(pair)).Message, new DecryptRequest(pair)).Plaintext);
    }

    [Fact]
    public void Key_ARNs_and_Regions_are_read_as_everywhere() => Assert.Equal(
        "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234ABCDI",
        Assert.Single(new KmsKeyring(new RegionalKmsClients(new NoKms()), ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1234ABCDI"]).KeyIds));

    [Fact]
    public void Error_texts_write_numbers_as_everywhere()
    {
        using RawAesKeyring keyring = new("n", "k", new byte[32]);
        LimitExceededException error = Assert.Throws<LimitExceededException>(() => new EnvelopeClient(maxFrameLength: 5000).Decrypt(
            new EnvelopeClient().Encrypt([1], new EncryptRequest(keyring) { FrameLength = 1_234_567 }).Message, new DecryptRequest(keyring)));
        Assert.Contains("1,234,567", error.Message, StringComparison.Ordinal);
        Assert.Contains("5,000", error.Message, StringComparison.Ordinal);
    }

    private sealed class NoKms : IKmsClientFactory
    {
        public string? DefaultRegion => null;

        public IKmsClient Create(string region) => throw new NotSupportedException();
    }
}
