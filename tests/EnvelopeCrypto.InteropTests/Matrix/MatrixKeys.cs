using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using EnvelopeCrypto.Keyrings;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>The wrapping keys of the matrix, new in each run: AES of three lengths, and RSA with five paddings.</summary>
internal static class MatrixKeys
{
    internal static IReadOnlyList<LocalKey> All { get; } = Generate();

    private static readonly Dictionary<string, (LocalKey Key, IKeyring Keyring)> ByName =
        All.ToDictionary(key => key.Name, key => (key, key.OpenKeyring()));

    internal static LocalKey Key(string name) => ByName[name].Key;

    internal static IKeyring Keyring(string name) => ByName[name].Keyring;

    private static LocalKey[] Generate()
    {
        using RSA rsa = RSA.Create(2048);
        string publicKey = rsa.ExportSubjectPublicKeyInfoPem();
        string privateKey = rsa.ExportPkcs8PrivateKeyPem();
        IEnumerable<LocalKey> aes = ((int[])[128, 192, 256]).Select(bits => new LocalKey
        {
            Namespace = "interop-aes",
            Name = $"AES-{bits}",
            WrappingKey = RandomNumberGenerator.GetBytes(bits / 8),
        });
        IEnumerable<LocalKey> paddings = Enum.GetValues<RawRsaPadding>().Select(padding => new LocalKey
        {
            Namespace = "interop-rsä",
            Name = $"RSA-{padding}",
            Padding = padding,
            PublicKeyPem = publicKey,
            PrivateKeyPem = privateKey,
        });
        return [.. aes, .. paddings];
    }
}
