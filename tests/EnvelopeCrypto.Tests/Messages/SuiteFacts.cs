using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Tests;

/// <summary>A suite as the specification's table has it, written down apart from the product's.</summary>
internal sealed record SuiteFacts(ushort Id, int KeyLength, HashAlgorithmName? Kdf, HashAlgorithmName? Signature)
{
    internal static readonly IReadOnlyList<SuiteFacts> All =
    [
        new(0x0014, 16, null, null),
        new(0x0046, 24, null, null),
        new(0x0078, 32, null, null),
        new(0x0114, 16, HashAlgorithmName.SHA256, null),
        new(0x0146, 24, HashAlgorithmName.SHA256, null),
        new(0x0178, 32, HashAlgorithmName.SHA256, null),
        new(0x0214, 16, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256),
        new(0x0346, 24, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384),
        new(0x0378, 32, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384),
        new(0x0478, 32, HashAlgorithmName.SHA512, null),
        new(0x0578, 32, HashAlgorithmName.SHA512, HashAlgorithmName.SHA384),
    ];

    internal AlgorithmSuite Suite => (AlgorithmSuite)Id;

    internal bool Commits => Id is 0x0478 or 0x0578;

    internal int MessageIdLength => Commits ? 32 : 16;

    /// <summary>0 for suites that do not sign.</summary>
    internal int SignatureLength => Signature is null ? 0 : Signature == HashAlgorithmName.SHA256 ? 71 : 103;

    internal ECCurve Curve => Signature == HashAlgorithmName.SHA256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;

    /// <summary>A client that may both write and read the suite.</summary>
    internal EnvelopeClient Client =>
        new(Commits ? CommitmentPolicy.RequireEncryptRequireDecrypt : CommitmentPolicy.ForbidEncryptAllowDecrypt);

    internal static SuiteFacts Of(AlgorithmSuite suite)
    {
        foreach (SuiteFacts facts in All)
        {
            if (facts.Suite == suite)
            {
                return facts;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(suite));
    }

    public override string ToString() => Id.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
}
