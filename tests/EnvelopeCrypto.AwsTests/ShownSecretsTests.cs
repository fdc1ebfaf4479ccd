using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Aws;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings;
using EnvelopeCrypto.Keyrings.Kms;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Materials;
using Xunit;

namespace EnvelopeCrypto.AwsTests;

/// <summary>
/// Every public type of the libraries, with known secrets inside, as text, as JSON and through its public properties: no secret shows. The types are found
/// by reflection: a new one is met in the operations below, or must be named here as one that holds nothing.
/// </summary>
public sealed class ShownSecretsTests : AwsTest
{
    private const string SecretAccessKey = "marked-secret-access-key-0123456789";

    /// <summary>Types that never hold a secret and are not met below.</summary>
    private static readonly string[] HoldNothing =
    [
        "FileBatch", "FileTree", "FileTreeEntry", "TransferProgress", "TreeDestination", "AlgorithmSuiteInfo", "PlaintextLength", "TransferState", "TreeCount",
        "KmsDiscoveryFilter", "KmsCall", "CachingThresholds", "MaterialsCacheStatistics", "CacheEntryId", "EnvelopeFiles", "BoundedWork`1",
    ];

    /// <summary>What is asked for is shown: the plaintext to whoever decrypts, credentials to the code that asks them of their holder.</summary>
    private static readonly string[] AskedFor = ["DecryptedData.Plaintext", "AwsKeys.SecretKey", "AwsKeys.SessionToken", "AwsKmsOptions.SecretKey", "AwsKmsOptions.SessionToken"];

    private readonly List<object> _met = [];
    private readonly List<string> _secrets = [];

    [Fact]
    public async Task No_public_type_shows_a_secret()
    {
        byte[] plaintext = Encoding.ASCII.GetBytes("marker-of-the-plaintext-" + Guid.NewGuid().ToString("N"));
        byte[] wrappingKey = RandomNumberGenerator.GetBytes(32);
        Secret(plaintext);
        Secret(wrappingKey);
        _secrets.Add(SecretAccessKey);
        await OperateAsync(plaintext, wrappingKey);

        Dictionary<Type, List<object>> samples = Samples();
        List<string> offences = [];
        foreach (Type type in Types(typeof(EnvelopeClient)).Concat(Types(typeof(AwsKmsClientFactory))))
        {
            if (!samples.TryGetValue(type, out List<object>? objects))
            {
                if (!HoldNothing.Contains(type.Name))
                {
                    offences.Add($"{type.Name} is new to this test");
                }

                continue;
            }

            offences.AddRange(from sample in objects from shown in Shown(sample) where IsSecret(shown.Text) select $"{type.Name}: {shown.How}");
        }

        Assert.Empty(offences.Distinct());
        Assert.InRange(samples.Count, 30, 200);
    }

    [Fact]
    public void The_search_finds_a_secret_in_each_form()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        Secret(secret);
        foreach (object leaking in (object[])[new { Key = secret }, new { Key = Convert.ToHexString(secret) }, new { Inner = new { Key = (ReadOnlyMemory<byte>)secret } }, new InvalidDataException(Convert.ToBase64String(secret))])
        {
            Assert.Contains(Shown(leaking), shown => IsSecret(shown.Text));
        }
    }

    /// <summary>Public types that can have instances; what derives from them is found as itself.</summary>
    private static IEnumerable<Type> Types(Type of) => of.Assembly.GetExportedTypes()
        .Where(static type => type is { IsEnum: false, IsInterface: false, IsAbstract: false } && !type.IsSubclassOf(typeof(Delegate)) && !type.IsSubclassOf(typeof(Exception)));

    private async Task OperateAsync(byte[] plaintext, byte[] wrappingKey)
    {
        AwsKmsOptions options = Options();
        RecordingFactory factory = new(new AwsKmsClientFactory(options), _met);
        RegionalKmsClients clients = new(factory);
        string keyArn = Host.CreateKey(Ireland);
        KmsKeyring kms = new(clients, [keyArn, Host.CreateKey(Ireland)]);
        using RawAesKeyring aes = new("namespace", "name", wrappingKey);
        using RawRsaKeyring rsa = new("namespace", "rsa", RawRsaPadding.OaepSha256, RSA.Create(2048), privateKey: null);
        MultiKeyring multi = new(kms, [aes, rsa]);
        DefaultMaterialsManager inner = new(multi);
        Recorder recorder = new(inner, Meet);
        using LocalMaterialsCache cache = new(10);
        using CachingMaterialsManager caching = new(recorder, new CachingThresholds(TimeSpan.FromHours(1)), cache);
        EncryptRequest encrypt = new(caching) { EncryptionContext = Context(("a", "b")) };
        EncryptedData message = await Client.EncryptAsync(plaintext, encrypt, Cancel);
        DecryptRequest decrypt = new(caching);
        DecryptedData opened = await Client.DecryptAsync(message.Message, decrypt, Cancel);
        using MemoryStream rewritten = new();
        ReEncryptRequest anew = new(decrypt, caching);
        ReEncryptResult result = await Client.ReEncryptAsync(new MemoryStream(message.Message), rewritten, anew, progress: null, Cancel);
        _met.AddRange([options, factory, clients, kms, aes, rsa, multi, inner, cache, caching, Client, encrypt, message, decrypt, opened, anew, result, cache.Statistics, caching.Statistics]);
        _met.AddRange(cache.GetEntries());
        _met.AddRange([new AwsKmsClientFactory(options), new AwsKeys("id", SecretAccessKey, SecretAccessKey), new AwsKmsOptions { SecretKey = SecretAccessKey, SessionToken = SecretAccessKey }]);
        _met.AddRange([new RequiredContextMaterialsManager(inner, ["a"]), new NullMaterialsCache(), new KmsDiscoveryKeyring(clients), new EnvelopeFiles(Client)]);

        // Failures: a damaged message, a wrong key, no key.
        byte[] damaged = [.. message.Message];
        damaged[^1] ^= 1;
        using RawAesKeyring wrong = new("namespace", "name", new byte[32]);
        using RawAesKeyring other = new("namespace", "other", wrappingKey);
        _met.Add((await Record.ExceptionAsync(async () => await Client.DecryptAsync(damaged, new DecryptRequest(recorder), Cancel)))!);
        foreach (IKeyring keyring in (IKeyring[])[wrong, other])
        {
            DataKeyException failure = await Assert.ThrowsAsync<DataKeyException>(async () => await Client.DecryptAsync(message.Message, new DecryptRequest(keyring), Cancel));
            _met.Add(failure);
            _met.AddRange(failure.Failures);
        }
    }

    private void Meet(object materials, SecretBytes? key)
    {
        _met.Add(materials);
        Secret(key!.ToArray());
        _met.Add(SecretBytes.CopyOf(key.AsSpan()));
        switch (materials)
        {
            case EncryptionMaterials encryption:
                EncryptionMaterials copy = new(encryption.AlgorithmSuite, EncryptionContext.Empty);
                copy.SetDataKey(SecretBytes.CopyOf(key.AsSpan()));
                _met.Add(copy);
                break;
            case DecryptionMaterials decryption:
                DecryptionMaterials opened = new(decryption.AlgorithmSuite, EncryptionContext.Empty);
                opened.SetDataKey(SecretBytes.CopyOf(key.AsSpan()), decryption.UsedKey!);
                _met.Add(opened);
                break;
        }
    }

    private void Secret(byte[] secret) => _secrets.AddRange(
    [
        Convert.ToBase64String(secret)[..(secret.Length / 3 * 4)], Convert.ToHexString(secret), BitConverter.ToString(secret), string.Join(',', secret),
        Encoding.Latin1.GetString(secret),
    ]);

    private bool IsSecret(string text) => _secrets.Exists(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>What was met, and all that their public properties lead to, by type.</summary>
    private Dictionary<Type, List<object>> Samples()
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Queue<object> waiting = new(_met);
        while (waiting.TryDequeue(out object? one))
        {
            if (!seen.Add(one))
            {
                continue;
            }

            foreach ((_, object value) in Properties(one))
            {
                foreach (object inner in value is IEnumerable many and not (string or byte[]) ? many.Cast<object>().Prepend(value) : [value])
                {
                    if (inner?.GetType().Namespace?.StartsWith("EnvelopeCrypto", StringComparison.Ordinal) == true)
                    {
                        waiting.Enqueue(inner);
                    }
                }
            }
        }

        return seen.GroupBy(static one => one.GetType()).ToDictionary(static group => group.Key, static group => group.ToList());
    }

    private static IEnumerable<(string How, string Text)> Shown(object one)
    {
        yield return ("ToString", one.ToString() ?? "");
        yield return ("JSON", Json(one));
        foreach ((string name, object value) in Properties(one))
        {
            if (AskedFor.Contains($"{one.GetType().Name}.{name}"))
            {
                continue;
            }

            yield return (name, value switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                ReadOnlyMemory<byte> memory => Convert.ToHexString(memory.Span),
                _ => $"{value} {Json(value)}",
            });
        }
    }

    private static string Json(object one)
    {
        try
        {
            return one is DecryptedData ? "" : JsonSerializer.Serialize(one, one.GetType());
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException or ArgumentException)
        {
            // What cannot be written as JSON shows nothing so.
            return e.Message;
        }
    }

    private static IEnumerable<(string Name, object Value)> Properties(object one)
    {
        foreach (PropertyInfo property in one.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length > 0 || property.PropertyType.IsByRefLike)
            {
                continue;
            }

            object? value;
            try
            {
                value = property.GetValue(one);
            }
            catch (TargetInvocationException)
            {
                continue;
            }

            if (value is not null)
            {
                yield return (property.Name, value);
            }
        }
    }

    private sealed class Recorder(IMaterialsManager inner, Action<object, SecretBytes?> meet) : IMaterialsManager
    {
        public async ValueTask<EncryptionMaterials> GetEncryptionMaterialsAsync(EncryptionMaterialsRequest request, CancellationToken cancellationToken)
        {
            EncryptionMaterials materials = await inner.GetEncryptionMaterialsAsync(request, cancellationToken);
            meet(request, materials.DataKey);
            meet(materials, materials.DataKey);
            return materials;
        }

        public async ValueTask<DecryptionMaterials> GetDecryptionMaterialsAsync(DecryptionMaterialsRequest request, CancellationToken cancellationToken)
        {
            DecryptionMaterials materials = await inner.GetDecryptionMaterialsAsync(request, cancellationToken);
            meet(request, materials.DataKey);
            meet(materials, materials.DataKey);
            return materials;
        }
    }

    /// <summary>Meets the answers of KMS.</summary>
    private sealed class RecordingFactory(AwsKmsClientFactory inner, List<object> met) : IKmsClientFactory
    {
        public string? DefaultRegion => inner.DefaultRegion;

        public IKmsClient Create(string region) => new Client(inner.Create(region), met);

        private sealed class Client(IKmsClient inner, List<object> met) : IKmsClient
        {
            public async ValueTask<KmsDataKey> GenerateDataKeyAsync(
                string keyId, int length, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
            {
                KmsDataKey answer = await inner.GenerateDataKeyAsync(keyId, length, context, grantTokens, cancellationToken);
                Add(answer with { Plaintext = SecretBytes.CopyOf(answer.Plaintext.AsSpan()) });
                Add(new KmsPlaintext(answer.KeyId, SecretBytes.CopyOf(answer.Plaintext.AsSpan())));
                return answer;
            }

            public async ValueTask<KmsCiphertext> EncryptAsync(
                string keyId, SecretBytes plaintext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
            {
                KmsCiphertext answer = await inner.EncryptAsync(keyId, plaintext, context, grantTokens, cancellationToken);
                Add(answer);
                return answer;
            }

            public ValueTask<KmsPlaintext> DecryptAsync(
                string keyId, ReadOnlyMemory<byte> ciphertext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken) =>
                inner.DecryptAsync(keyId, ciphertext, context, grantTokens, cancellationToken);

            private void Add(object answer)
            {
                lock (met)
                {
                    met.Add(answer);
                }
            }
        }
    }
}
