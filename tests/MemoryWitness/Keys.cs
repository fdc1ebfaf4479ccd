using System;
using System.Collections.Generic;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;

namespace MemoryWitness;

/// <summary>The keyrings of a scenario: one that writes and reads, and one that should read and cannot.</summary>
internal sealed class Keys : IDisposable
{
    private readonly List<MaskedSecret> _wrappingKeys = [];

    private Keys(IKeyring right, IKeyring wrong)
    {
        Right = right;
        Wrong = wrong;
    }

    internal IKeyring Right { get; }

    internal IKeyring Wrong { get; }

    /// <summary>Those that are in this process.</summary>
    internal IReadOnlyList<MaskedSecret> WrappingKeys => _wrappingKeys;

    internal static Keys Local()
    {
        SecretBytes right = SecretBytes.Random(32);
        SecretBytes wrong = SecretBytes.Random(32);
        MaskedSecret[] masked = [MaskedSecret.Of("wrapping key", right.AsSpan()), MaskedSecret.Of("wrapping key", wrong.AsSpan())];
        Keys keys = new(new RawAesKeyring("memory", "key", right), new RawAesKeyring("memory", "key", wrong));
        keys._wrappingKeys.AddRange(masked);
        return keys;
    }

    /// <param name="endpoint">The emulator.</param>
    /// <param name="accessKey">Its caller.</param>
    /// <param name="secretKey">The caller's secret.</param>
    /// <param name="keyArns">Keys of it: the first makes data keys, the others encrypt them as well, for which they are sent.</param>
    internal static Keys Kms(string endpoint, string accessKey, string secretKey, string[] keyArns)
    {
        AwsKmsOptions options = new() { EndpointUrl = new Uri(endpoint), AccessKey = accessKey, SecretKey = secretKey, Region = "eu-west-1" };

        // KMS refuses a caller that it does not know.
        AwsKmsOptions stranger = new() { EndpointUrl = new Uri(endpoint), AccessKey = accessKey, SecretKey = secretKey + "x", Region = "eu-west-1" };
        return new Keys(
            new KmsKeyring(new RegionalKmsClients(new AwsKmsClientFactory(options)), keyArns),
            new KmsKeyring(new RegionalKmsClients(new AwsKmsClientFactory(stranger)), keyArns));
    }

    public void Dispose()
    {
        (Right as IDisposable)?.Dispose();
        (Wrong as IDisposable)?.Dispose();
    }
}
