using System;
using System.Formats.Asn1;
using System.Security.Cryptography;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The key pair that signs one message, or all messages of one cached data key.</summary>
/// <remarks>
/// Specification: data-format/message-footer.md; framework/algorithm-suites.md, "Signature Algorithm".
/// Usable from several threads.
/// </remarks>
internal sealed class MessageSigningKey : IDisposable
{
    private readonly EllipticCurve _curve;
    private readonly ECDsa _key;
    private readonly object _lock = new();
    private UseCount _users;

    internal MessageSigningKey(AlgorithmSuiteInfo suite)
    {
        _curve = EllipticCurve.ForSignatureHash(suite.SignatureHash);
        _key = ECDsa.Create(_curve.Curve);
        PublicKey = Convert.ToBase64String(_curve.Compress(_key.ExportParameters(includePrivateParameters: false).Q));
    }

    /// <summary>The value of <c>aws-crypto-public-key</c>: base64 of the compressed point.</summary>
    internal string PublicKey { get; }

    internal int SignatureLength => _curve.SignatureLength;

    /// <summary>Gives the key up; it is wiped when nobody holds it any more. Each holder does this once.</summary>
    public void Dispose()
    {
        if (_users.Remove())
        {
            _key.Dispose();
        }
    }

    /// <summary>Adds a holder, who disposes of the same instance.</summary>
    internal MessageSigningKey Share()
    {
        ObjectDisposedException.ThrowIf(!_users.TryAdd(), this);
        return this;
    }

    /// <summary>Signs a digest. The DER form always has <see cref="SignatureLength"/> bytes, as most ESDKs write it.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> digest)
    {
        while (true)
        {
            byte[] signature;
            lock (_lock)
            {
                signature = _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            ReadOnlySpan<byte> r = signature.AsSpan(0, _curve.FieldLength);
            ReadOnlySpan<byte> s = signature.AsSpan(_curve.FieldLength);
            if (Encode(r, s) is { } der || (der = Encode(r, _curve.Negate(s))) is not null)
            {
                return der;
            }
        }
    }

    /// <summary>The DER form when it has the wanted length.</summary>
    private byte[]? Encode(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(TrimZeros(r));
            writer.WriteIntegerUnsigned(TrimZeros(s));
        }

        return writer.GetEncodedLength() == SignatureLength ? writer.Encode() : null;
    }

    private static ReadOnlySpan<byte> TrimZeros(ReadOnlySpan<byte> number) =>
        number.TrimStart((byte)0) is { IsEmpty: false } trimmed ? trimmed : number[^1..];
}
