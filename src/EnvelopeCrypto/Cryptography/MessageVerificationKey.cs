using System;
using System.Security.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The public key that a signed message carries in its encryption context, for one thread at a time.</summary>
internal sealed class MessageVerificationKey : IDisposable
{
    /// <summary>
    /// Finding the point of a key and checking it costs more than a verification, and all messages of a cached data key carry the same key.
    /// </summary>
    private static readonly RecentKeys Recent = new(capacity: 64);

    private readonly string _text;
    private ECDsa? _key;

    private MessageVerificationKey(string text, ECDsa key)
    {
        _text = text;
        _key = key;
    }

    /// <summary>Reads the key.</summary>
    /// <param name="suite">A suite with signature.</param>
    /// <param name="publicKey">The value of <c>aws-crypto-public-key</c>.</param>
    internal static MessageVerificationKey Import(AlgorithmSuiteInfo suite, string publicKey)
    {
        EllipticCurve curve = EllipticCurve.ForSignatureHash(suite.SignatureHash);

        // The same text is no key of the other curve, whose points have another length.
        ECDsa key = Recent.TryTake(publicKey, curve.KeySize) ?? Import(curve, publicKey);
        return new MessageVerificationKey(publicKey, key);
    }

    /// <summary>Checks a signature over a digest of everything before the footer.</summary>
    /// <param name="digest">Of header and body.</param>
    /// <param name="signature">DER, of any valid length.</param>
    internal void Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_key is null, this);
        if (!_key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence))
        {
            throw Error.Signature();
        }
    }

    /// <summary>Gives the key back, for the next message with it.</summary>
    public void Dispose()
    {
        if (_key is not null)
        {
            Recent.Return(_text, _key);
            _key = null;
        }
    }

    private static ECDsa Import(EllipticCurve curve, string publicKey)
    {
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
