using System;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Cryptography;

/// <summary>The numbers of P-256 and P-384 that .NET does not hand out, and what the message format needs them for. Public values only.</summary>
/// <remarks>FIPS 186-4, D.1.2.3 and D.1.2.4; SEC 1, 2.3.3 and 2.3.4 (compressed points).</remarks>
internal sealed class EllipticCurve
{
    private const byte EvenY = 0x02;
    private const byte OddY = 0x03;

    private static readonly EllipticCurve P256 = new(
        ECCurve.NamedCurves.nistP256,
        HashAlgorithmName.SHA256,
        32,
        signatureLength: 71,
        p: "00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        b: "005ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        n: "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly EllipticCurve P384 = new(
        ECCurve.NamedCurves.nistP384,
        HashAlgorithmName.SHA384,
        48,
        signatureLength: 103,
        p: "00fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        b: "00b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        n: "00ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    private readonly BigInteger _p;
    private readonly BigInteger _b;
    private readonly BigInteger _n;

    private EllipticCurve(ECCurve curve, HashAlgorithmName hash, int fieldLength, int signatureLength, string p, string b, string n)
    {
        Curve = curve;
        Hash = hash;
        FieldLength = fieldLength;
        SignatureLength = signatureLength;
        _p = BigInteger.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _b = BigInteger.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _n = BigInteger.Parse(n, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    internal ECCurve Curve { get; }

    internal HashAlgorithmName Hash { get; }

    /// <summary>Bytes of a coordinate.</summary>
    internal int FieldLength { get; }

    /// <summary>Bits of a key.</summary>
    internal int KeySize => 8 * FieldLength;

    /// <summary>The one length of signatures that the ESDKs write: 71 or 103.</summary>
    internal int SignatureLength { get; }

    internal static EllipticCurve ForSignatureHash(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? P256 : P384;

    internal byte[] Compress(ECPoint point)
    {
        byte[] compressed = new byte[1 + FieldLength];
        compressed[0] = (point.Y![^1] & 1) == 0 ? EvenY : OddY;
        point.X!.CopyTo(compressed, 1 + FieldLength - point.X!.Length);
        return compressed;
    }

    /// <summary>Finds the point for a compressed one.</summary>
    /// <returns>False when the bytes are no compressed point of this curve.</returns>
    internal bool TryDecompress(ReadOnlySpan<byte> compressed, out ECPoint point)
    {
        point = default;
        if (compressed.Length != 1 + FieldLength || compressed[0] is not (EvenY or OddY))
        {
            return false;
        }

        BigInteger x = new(compressed[1..], isUnsigned: true, isBigEndian: true);
        if (x >= _p)
        {
            return false;
        }

        BigInteger square = ((x * x * x) - (3 * x) + _b) % _p;
        if (square.Sign < 0)
        {
            square += _p;
        }

        // Both primes are 3 modulo 4, so this is a root when there is one.
        BigInteger y = BigInteger.ModPow(square, (_p + 1) / 4, _p);
        if (y * y % _p != square)
        {
            return false;
        }

        bool odd = compressed[0] == OddY;
        if (y.IsEven == odd)
        {
            y = _p - y;
        }

        if (y == _p)
        {
            return false;
        }

        point = new ECPoint { X = compressed[1..].ToArray(), Y = ToField(y) };
        return true;
    }

    /// <summary>The other valid value of a signature's second number: n - s.</summary>
    internal byte[] Negate(ReadOnlySpan<byte> s) => ToField(_n - new BigInteger(s, isUnsigned: true, isBigEndian: true));

    private byte[] ToField(BigInteger value)
    {
        byte[] field = new byte[FieldLength];
        int length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(field.AsSpan(FieldLength - length), out _, isUnsigned: true, isBigEndian: true);
        return field;
    }
}
