using System.Security.Cryptography;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.InteropTests;

/// <summary>
/// A wrapping key as both sides need it: written as JSON the peer makes its keyring from it. It is an AES key, or an RSA key where there is a padding.
/// </summary>
public sealed record LocalKey
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public byte[]? WrappingKey { get; init; }

    public RawRsaPadding? Padding { get; init; }

    public string? PublicKeyPem { get; init; }

    public string? PrivateKeyPem { get; init; }

    /// <summary>Makes the peer order the context by locale when it wraps and unwraps, as it does by default.</summary>
    public bool LocaleSorting { get; init; }

    public IKeyring OpenKeyring() => Padding is { } padding
        ? new RawRsaKeyring(Namespace, Name, padding, Import(PublicKeyPem), Import(PrivateKeyPem))
        : new RawAesKeyring(Namespace, Name, WrappingKey);

    private static RSA? Import(string? pem)
    {
        if (pem is null)
        {
            return null;
        }

        RSA rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
