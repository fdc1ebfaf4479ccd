using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<AlgorithmSuite, int> SuitesAndSizes()
    {
        TheoryData<AlgorithmSuite, int> data = [];
        foreach (AlgorithmSuiteInfo suite in AlgorithmSuiteInfo.All)
        {
            foreach (int size in (int[])[0, 1, 4095, 4096, 4097, 3 * 4096, 5_000_000])
            {
                data.Add(suite.Id, size);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SuitesAndSizes))]
    public async Task Memory_and_stream_forms_read_each_other(AlgorithmSuite suite, int size)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        byte[] data = RandomNumberGenerator.GetBytes(size);
        using RawAesKeyring keyring = new("test", "key", RandomNumberGenerator.GetBytes(32));
        EnvelopeClient client = new(AlgorithmSuiteInfo.Get(suite).HasCommitment
            ? CommitmentPolicy.RequireEncryptRequireDecrypt
            : CommitmentPolicy.ForbidEncryptAllowDecrypt);
        EncryptRequest encrypt = new(keyring) { AlgorithmSuite = suite };
        DecryptRequest decrypt = new(keyring);

        byte[] fromMemory = client.Encrypt(data, encrypt).Message;
        using MemoryStream fromStream = new();
        await client.EncryptAsync(new MemoryStream(data), fromStream, encrypt, progress: null, cancel);

        Assert.Equal(fromMemory.Length, fromStream.Length);
        Assert.Equal(data, client.Decrypt(fromStream.ToArray(), decrypt).Plaintext);
        using MemoryStream plaintext = new();
        await client.DecryptAsync(new MemoryStream(fromMemory), plaintext, decrypt, progress: null, cancel);
        Assert.Equal(data, plaintext.ToArray());
    }
}
