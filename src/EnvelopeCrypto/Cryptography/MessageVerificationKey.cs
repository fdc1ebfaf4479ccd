using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The public key that a signed message carries in its encryption context.</summary>
internal static class MessageVerificationKey
{
    /// <summary>Checks a signature over a digest of everything before the footer.</summary>
    /// <param name="key">The imported key.</param>
    /// <param name="digest">Of header and body.</param>
    /// <param name="signature">DER, of any valid length.</param>
    internal static void Verify(ECDsa key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (!key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence))
        {
            throw Error.Signature();
        }
    }

    /// <summary>Reads the key, once a message: decompressing and checking the point costs more than a verification.</summary>
    /// <param name="suite">A suite with signature.</param>
    /// <param name="publicKey">The value of <c>aws-crypto-public-key</c>.</param>
    internal static ECDsa Import(AlgorithmSuiteInfo suite, string publicKey)
    {
        EllipticCurve curve = EllipticCurve.ForSignatureHash(suite.SignatureHash);
        Span<byte> compressed = stackalloc byte[64];
        if (!Convert.TryFromBase64String(publicKey, compressed, out int length)
            || !curve.TryDecompress(compressed[..length], out ECPoint point))
        {
            throw Error.VerificationKey("its verification key is not a point of the suite's curve");
        }

        try
        {
            return ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point });
        }
        catch (CryptographicException e)
        {
            throw Error.Materials("the verification key was refused by the platform", e);
        }
    }
}
