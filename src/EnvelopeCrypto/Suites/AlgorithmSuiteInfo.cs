using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace EnvelopeCrypto.Suites;

/// <summary>What an <see cref="AlgorithmSuite"/> consists of. Lengths are in bytes.</summary>
/// <remarks>Specification: framework/algorithm-suites.md, "Supported Algorithm Suites".</remarks>
public sealed class AlgorithmSuiteInfo
{
    private static readonly AlgorithmSuiteInfo[] Suites =
    [
        new(AlgorithmSuite.Aes128Gcm, 16, kdf: default, signature: default),
        new(AlgorithmSuite.Aes192Gcm, 24, kdf: default, signature: default),
        new(AlgorithmSuite.Aes256Gcm, 32, kdf: default, signature: default),
        new(AlgorithmSuite.Aes128GcmHkdfSha256, 16, HashAlgorithmName.SHA256, signature: default),
        new(AlgorithmSuite.Aes192GcmHkdfSha256, 24, HashAlgorithmName.SHA256, signature: default),
        new(AlgorithmSuite.Aes256GcmHkdfSha256, 32, HashAlgorithmName.SHA256, signature: default),
        new(AlgorithmSuite.Aes128GcmHkdfSha256EcdsaP256, 16, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256),
        new(AlgorithmSuite.Aes192GcmHkdfSha384EcdsaP384, 24, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384),
        new(AlgorithmSuite.Aes256GcmHkdfSha384EcdsaP384, 32, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384),
        new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKey, 32, HashAlgorithmName.SHA512, signature: default, commits: true),
        new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384, 32, HashAlgorithmName.SHA512, HashAlgorithmName.SHA384, commits: true),
    ];

    private AlgorithmSuiteInfo(
        AlgorithmSuite id,
        int dataKeyLength,
        HashAlgorithmName kdf,
        HashAlgorithmName signature,
        bool commits = false)
    {
        Id = id;
        DataKeyLength = dataKeyLength;
        KdfHash = kdf;
        SignatureHash = signature;
        HasCommitment = commits;
    }

    /// <summary>All eleven suites.</summary>
    public static IReadOnlyList<AlgorithmSuiteInfo> All => Suites;

    /// <summary>The suite that this describes.</summary>
    public AlgorithmSuite Id { get; }

    /// <summary>Length of the data key and of the content key: 16, 24 or 32.</summary>
    public int DataKeyLength { get; }

    /// <summary>Whether the content key is derived from the data key. A suite that does not derive must never be cached.</summary>
    public bool HasKeyDerivation => KdfHash.Name is not null;

    /// <summary>Whether the header commits to the data key.</summary>
    public bool HasCommitment { get; }

    /// <summary>Whether the message ends with an ECDSA signature.</summary>
    public bool HasSignature => SignatureHash.Name is not null;

    /// <summary>Version of the message format that the suite is written in: 1, or 2 for suites with commitment.</summary>
    public int MessageFormatVersion => HasCommitment ? 2 : 1;

    /// <summary>Length of the message id: 16 in version 1, 32 in version 2.</summary>
    public int MessageIdLength => HasCommitment ? 32 : 16;

    internal HashAlgorithmName KdfHash { get; }

    internal HashAlgorithmName SignatureHash { get; }

    /// <summary>Finds the description of a suite.</summary>
    /// <param name="suite">A member of <see cref="AlgorithmSuite"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is no suite of the AWS Encryption SDK.</exception>
    public static AlgorithmSuiteInfo Get(AlgorithmSuite suite) =>
        TryGet((int)suite) ?? throw new ArgumentOutOfRangeException(
            nameof(suite), suite, $"{(int)suite:X4} is not the id of an AWS Encryption SDK algorithm suite.");

    /// <summary>The name of the suite and its id.</summary>
    public override string ToString() => $"{Id} ({(int)Id:X4})";

    internal static AlgorithmSuiteInfo? TryGet(int id)
    {
        foreach (AlgorithmSuiteInfo suite in Suites)
        {
            if ((int)suite.Id == id)
            {
                return suite;
            }
        }

        return null;
    }
}
