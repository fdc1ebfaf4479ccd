using System;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using EnvelopeCrypto.Cryptography;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class EllipticCurveTests
{
    private static readonly BigInteger P256 =
        BigInteger.Parse("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static readonly BigInteger P384 = BigInteger.Parse(
        "00fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    public static TheoryData<string> Curves() => ["P-256", "P-384"];

    [Theory]
    [MemberData(nameof(Curves))]
    public void Points_that_the_framework_makes_come_back_from_their_compressed_form(string name)
    {
        EllipticCurve curve = Curve(name);
        int even = 0;
        for (int i = 0; i < 250; i++)
        {
            using ECDsa key = ECDsa.Create(curve.Curve);
            ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;

            byte[] compressed = curve.Compress(q);

            Assert.Equal(1 + curve.FieldLength, compressed.Length);
            Assert.True(curve.TryDecompress(compressed, out ECPoint point), Convert.ToHexString(compressed));
            Assert.Equal(q.X, point.X);
            Assert.Equal(q.Y, point.Y);
            even += compressed[0] == 2 ? 1 : 0;

            // The other lead byte is the other root, which is the negative of the point.
            compressed[0] ^= 1;
            Assert.True(curve.TryDecompress(compressed, out ECPoint negative));
            Assert.Equal(q.X, negative.X);
            Assert.Equal(Prime(name), Number(q.Y!) + Number(negative.Y!));
        }

        Assert.InRange(even, 60, 190);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void About_half_of_all_x_have_no_point_and_what_is_found_lies_on_the_curve(string name)
    {
        EllipticCurve curve = Curve(name);
        int found = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] compressed = new byte[1 + curve.FieldLength];
            RandomNumberGenerator.Fill(compressed);
            compressed[0] = (byte)(2 + (i & 1));
            compressed[1] &= 0x7F; // below the prime
            if (curve.TryDecompress(compressed, out ECPoint point))
            {
                // The framework refuses points off the curve.
                using ECDsa key = ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point });
                found++;
            }
        }

        Assert.InRange(found, 60, 140);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void An_x_of_the_prime_or_more_is_refused_though_its_remainder_has_a_point(string name)
    {
        EllipticCurve curve = Curve(name);
        int refused = 0;
        for (int x = 0; x < 40; x++)
        {
            if (curve.TryDecompress(Compressed(curve, 2, x), out _))
            {
                Assert.False(curve.TryDecompress(Compressed(curve, 2, Prime(name) + x), out _), $"p + {x}");
                refused++;
            }
        }

        Assert.True(refused > 5, $"only {refused} small numbers have a point");
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Other_lead_bytes_and_lengths_are_refused(string name)
    {
        EllipticCurve curve = Curve(name);
        using ECDsa key = ECDsa.Create(curve.Curve);
        ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] compressed = curve.Compress(q);
        for (int lead = 0; lead < 256; lead++)
        {
            compressed[0] = (byte)lead;
            Assert.True(curve.TryDecompress(compressed, out _) == lead is 2 or 3, $"lead byte {lead}");
        }

        compressed[0] = 2;
        Assert.False(curve.TryDecompress(compressed.AsSpan(..^1), out _));
        Assert.False(curve.TryDecompress([.. compressed, 0], out _));
        Assert.False(curve.TryDecompress([4, .. q.X!, .. q.Y!], out _));
        Assert.False(curve.TryDecompress([0], out _));
        Assert.False(curve.TryDecompress([], out _));
    }

    private static EllipticCurve Curve(string name) =>
        EllipticCurve.ForSignatureHash(name == "P-256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);

    private static BigInteger Prime(string name) => name == "P-256" ? P256 : P384;

    private static BigInteger Number(byte[] field) => new(field, isUnsigned: true, isBigEndian: true);

    private static byte[] Compressed(EllipticCurve curve, byte lead, BigInteger x)
    {
        byte[] bytes = x.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [lead, .. new byte[curve.FieldLength - bytes.Length], .. bytes];
    }
}
