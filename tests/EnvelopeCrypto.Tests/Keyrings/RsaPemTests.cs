using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Keyrings;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class RsaPemTests : IDisposable
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Each_form_of_a_key_is_read()
    {
        foreach (string pem in (string[])[Key.ExportSubjectPublicKeyInfoPem(), Key.ExportRSAPublicKeyPem()])
        {
            using RSA read = RsaPem.ReadPublicKey(Write(pem));
            Assert.Equal(Key.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
        }

        foreach (string pem in (string[])[Key.ExportPkcs8PrivateKeyPem(), Key.ExportRSAPrivateKeyPem()])
        {
            using RSA read = RsaPem.ReadPrivateKey(Write(pem));
            Assert.Equal(Key.ExportPkcs8PrivateKey(), read.ExportPkcs8PrivateKey());
        }

        using RSA decrypted = RsaPem.ReadPrivateKey(Write(Key.ExportEncryptedPkcs8PrivateKeyPem("geheim ü", Encryption)), "geheim ü");
        Assert.Equal(Key.ExportPkcs8PrivateKey(), decrypted.ExportPkcs8PrivateKey());
    }

    [Fact]
    public void Text_around_the_key_line_ends_and_a_byte_order_mark_do_no_harm()
    {
        string pem = Key.ExportSubjectPublicKeyInfoPem();
        foreach (string text in (string[])[$"comment\n{pem}\nmore\n", pem.ReplaceLineEndings("\r\n"), $"\uFEFF{pem}"])
        {
            using RSA read = RsaPem.ReadPublicKey(Write(text));
            Assert.Equal(Key.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
        }
    }

    [Fact]
    public void Public_and_private_are_never_taken_for_each_other()
    {
        DemandRefused("a private key where a public", () => RsaPem.ReadPublicKey(Write(Key.ExportPkcs8PrivateKeyPem())));
        DemandRefused("a private key where a public", () => RsaPem.ReadPublicKey(Write(Key.ExportRSAPrivateKeyPem())));
        DemandRefused("a public key where a private", () => RsaPem.ReadPrivateKey(Write(Key.ExportSubjectPublicKeyInfoPem())));
    }

    /// <summary>As web servers have it in one file. The framework passes over the certificate, and would find the private key in either case.</summary>
    [Fact]
    public void A_certificate_before_the_key_changes_nothing()
    {
        CertificateRequest request = new("CN=test", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        string both = $"{certificate.ExportCertificatePem()}\n{Key.ExportPkcs8PrivateKeyPem()}\n";

        DemandRefused("a private key where a public", () => RsaPem.ReadPublicKey(Write(both)));
        using RSA read = RsaPem.ReadPrivateKey(Write(both));
        Assert.Equal(Key.ExportPkcs8PrivateKey(), read.ExportPkcs8PrivateKey());
        DemandRefused("no RSA key that can be read, only other", () => RsaPem.ReadPublicKey(Write(certificate.ExportCertificatePem())));
    }

    [Fact]
    public void Of_several_keys_the_first_alone_is_looked_at()
    {
        using ECDsa another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string publicKey = Key.ExportSubjectPublicKeyInfoPem();

        DemandRefused("a public key where a private", () => RsaPem.ReadPrivateKey(Write($"{publicKey}\n{Key.ExportPkcs8PrivateKeyPem()}")));
        DemandRefused("a public key where a private", () => RsaPem.ReadPrivateKey(Write($"{another.ExportECPrivateKeyPem()}\n{publicKey}")));
        using RSA read = RsaPem.ReadPublicKey(Write($"{publicKey}\n{Key.ExportPkcs8PrivateKeyPem()}"));
        Assert.Throws<CryptographicException>(() => read.ExportPkcs8PrivateKey());
    }

    [Fact]
    public void An_encrypted_key_needs_its_password()
    {
        string path = Write(Key.ExportEncryptedPkcs8PrivateKeyPem("right", Encryption));
        DemandRefused("Give its password", () => RsaPem.ReadPrivateKey(path));
        DemandRefused("no RSA key that can be read", () => RsaPem.ReadPrivateKey(path, "wrong"));
    }

    [Fact]
    public void What_holds_no_RSA_key_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DemandRefused("no PEM text", () => RsaPem.ReadPublicKey(Write("hello")));
        DemandRefused("no PEM text", () => RsaPem.ReadPublicKey(Write("")));
        DemandRefused("no RSA key that can be read", () => RsaPem.ReadPublicKey(Write(other.ExportSubjectPublicKeyInfoPem())));
        DemandRefused("no RSA key that can be read", () => RsaPem.ReadPrivateKey(Write(other.ExportPkcs8PrivateKeyPem())));
        DemandRefused("no RSA key that can be read", () => RsaPem.ReadPrivateKey(Write(other.ExportECPrivateKeyPem())));
        string pem = Key.ExportSubjectPublicKeyInfoPem();
        DemandRefused("no RSA key that can be read", () => RsaPem.ReadPublicKey(Write(pem.Remove(100, 4))));
    }

    [Fact]
    public void A_file_of_more_than_1_MiB_and_one_that_is_not_there_are_refused()
    {
        DemandRefused("too large", () => RsaPem.ReadPublicKey(_directory.Write("pem", new byte[1024 * 1024 + 1])), ErrorIds.InvalidKeyFile);
        Assert.Equal(ErrorIds.SourceNotFound, Assert.Throws<EnvelopeFileException>(() => RsaPem.ReadPublicKey(_directory.At("nothing"))).ErrorId);
    }

    private static void DemandRefused(string part, Func<RSA> read, string errorId = ErrorIds.InvalidWrappingKey)
    {
        KeyMaterialException error = Assert.Throws<KeyMaterialException>(read);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private string Write(string pem)
    {
        string path = _directory.At("pem");
        File.WriteAllText(path, pem, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
