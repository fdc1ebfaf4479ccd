using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Fuzz.Corpus;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Suites;
using Xunit;

namespace EnvelopeCrypto.FuzzTests;

/// <summary>
/// Whatever is encrypted comes back, in memory and as streams, each form reading what the other wrote, whatever sizes the streams hand out. The usual run
/// is the same each time; with ENVELOPECRYPTO_PROPERTIES=n it is n random cases, and a failure is made as small as can be.
/// </summary>
public sealed class RoundTripTests
{
    private const int Cases = 50;
    private const ulong Seed = 20240913;

    private static readonly RawAesKeyring Keyring = new("properties", "key", new byte[32]);

    private static readonly Gen<int> Size = Gen.OneOf(Gen.Int[0, 40], Gen.Int[0, 5000], Gen.Int[60_000, 70_000], Gen.Int[400_000, 1_500_000]);

    private static readonly Gen<int> FrameLength = Gen.OneOf(Gen.Int[1, 40], Gen.Int[41, 5000], OneOf(4096, 65_536, 65_535, 524_288));

    // The surrogate pair sorts otherwise by its bytes than by its UTF-16.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char.AlphaNumeric.Array[1, 12].Select(letters => new string(letters)), OneOf("größe", "\uFFFD", "\U00010000", "ключ", " ", "a\0b"));

    private static readonly Gen<RoundTripCase> RoundTrips = Gen.Select(
        Gen.Int[0, AlgorithmSuiteInfo.All.Count - 1].Select(i => AlgorithmSuiteInfo.All[i].Id),
        FrameLength,
        Size,
        Gen.OneOf(Gen.Int[1, 10], Gen.Int[11, 10_000], Gen.Const(1_000_000)),
        Gen.Int[0, 1_000_000],
        Gen.Dictionary(Text, Text)[0, 6],
        (suite, frame, size, read, fill, context) => new RoundTripCase(
            suite, Math.Max(frame, size / 2000), size, Math.Max(read, size / 20_000), fill, (IReadOnlyDictionary<string, string>)context));

    private readonly ITestOutputHelper _output;

    public RoundTripTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task What_is_encrypted_comes_back_in_every_form()
    {
        if (Environment.GetEnvironmentVariable("ENVELOPECRYPTO_PROPERTIES") is { Length: > 0 } number)
        {
            await RoundTrips.SampleAsync(CheckAsync, _output.WriteLine, iter: long.Parse(number, CultureInfo.InvariantCulture), threads: 1);
            return;
        }

        PCG random = new(1, Seed);
        HashSet<AlgorithmSuite> suites = [];
        for (int i = 0; i < Cases; i++)
        {
            RoundTripCase one = RoundTrips.Generate(random, null!, out _);
            suites.Add(one.Suite);
            try
            {
                await CheckAsync(one);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Case {i} of seed {Seed}: {one}", e);
            }
        }

        _output.WriteLine($"{Cases} cases of seed {Seed}, {suites.Count} suites");
        Assert.Equal(AlgorithmSuiteInfo.All.Count, suites.Count);
    }

    private static async Task CheckAsync(RoundTripCase one)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        byte[] plaintext = new byte[one.Size];
        new Random(one.Fill).NextBytes(plaintext);
        EncryptRequest encrypt = new(Keyring)
        {
            AlgorithmSuite = one.Suite,
            FrameLength = one.FrameLength,
            EncryptionContext = EncryptionContext.Create(one.Context),
        };
        DecryptRequest decrypt = new(Keyring) { EncryptionContext = encrypt.EncryptionContext };
        EnvelopeClient client = new(AlgorithmSuiteInfo.Get(one.Suite).HasCommitment
            ? CommitmentPolicy.RequireEncryptRequireDecrypt
            : CommitmentPolicy.ForbidEncryptAllowDecrypt);

        byte[] inMemory = client.Encrypt(plaintext, encrypt).Message;
        using MemoryStream streamed = new();
        await client.EncryptAsync(new UnevenStream(plaintext, one.Read, one.Fill), streamed, encrypt, progress: null, cancel);
        byte[] pulled = await ReadAllAsync(client.OpenEncryptStream(new UnevenStream(plaintext, one.Read, one.Fill + 1), encrypt), cancel);

        foreach (byte[] message in new[] { inMemory, streamed.ToArray(), pulled })
        {
            Assert.Equal(inMemory.Length, message.Length);
            DecryptedData opened = client.Decrypt(message, decrypt);
            Assert.True(plaintext.AsSpan().SequenceEqual(opened.Plaintext));
            Assert.Equal(one.FrameLength, opened.Result.Header.FrameLength);
            foreach ((string name, string value) in one.Context)
            {
                Assert.Equal(value, opened.Result.EncryptionContext[name]);
            }

            using MemoryStream unsealed = new();
            DecryptResult result = await client.DecryptAsync(new UnevenStream(message, one.Read, one.Fill), unsealed, decrypt, progress: null, cancel);
            Assert.True(plaintext.AsSpan().SequenceEqual(unsealed.ToArray()));
            Assert.Equal((plaintext.Length, message.Length), (result.PlaintextLength, result.MessageLength));
        }

        byte[] unpulled = await ReadAllAsync(client.OpenDecryptStream(new UnevenStream(pulled, one.Read, one.Fill + 2), decrypt), cancel);
        Assert.True(plaintext.AsSpan().SequenceEqual(unpulled));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancel)
    {
        await using (stream)
        {
            using MemoryStream all = new();
            await stream.CopyToAsync(all, cancel);
            return all.ToArray();
        }
    }
}
