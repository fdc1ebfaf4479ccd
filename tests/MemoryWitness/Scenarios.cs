using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto;
using EnvelopeCrypto.Caching;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Managers;
using EnvelopeCrypto.Suites;

namespace MemoryWitness;

/// <summary>Each encrypts or decrypts, ends well or badly, lets go of its keys, and searches the memory. One line of output for each.</summary>
internal sealed partial class Scenarios(MemoryScanner scanner, string keyKind, Func<Keys> makeKeys)
{
    /// <summary>Several chunks, so that all workers have work.</summary>
    private const long Length = 3_000_000;

    private readonly EnvelopeClient _client = new();

    internal async Task RunAllAsync()
    {
        await RunAsync("encryption succeeds", async (keys, witness, marker) => _ = await EncryptAsync(witness, marker));
        await RunAsync("encryption is cancelled", async (keys, witness, marker) =>
        {
            using CancellationTokenSource stop = new();
            await ExpectAsync<OperationCanceledException>(() => EncryptAsync(witness, marker, stop, cancelAt: 2_000_000));
        });
        await RunAsync("encryption fails with its source", async (keys, witness, marker) =>
        {
            Source source = new(marker, Length) { OnRead = static position => _ = position > 1_500_000 ? throw new IOException("source") : 0 };
            await ExpectAsync<IOException>(() => _client.EncryptAsync(source, SinkOf(witness, keeps: false), Request(witness)));
        });
        await RunAsync("decryption succeeds", async (keys, witness, marker) => _ = await DecryptAsync(witness, await EncryptAsync(witness, marker)));
        await RunAsync("decryption with a wrong key", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            await ExpectAsync<DataKeyException>(() => DecryptAsync(new Witness(new DefaultMaterialsManager(keys.Wrong), scanner), message));
        });
        await RunAsync("decryption of a damaged message", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            message[2_500_000] ^= 1;
            await ExpectAsync<MessageAuthenticationException>(() => DecryptAsync(witness, message));
        });
        await RunAsync("decryption of a message with a damaged header", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            message[_client.ReadHeader(message).Length - 1] ^= 1;
            await ExpectAsync<MessageAuthenticationException>(() => DecryptAsync(witness, message));
        });
        await RunAsync("decryption is cancelled", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            using CancellationTokenSource stop = new();
            Sink sink = new(keeps: false) { OnWrite = (write, _) => CancelAt(stop, write == 2) };
            await ExpectAsync<OperationCanceledException>(
                () => _client.DecryptAsync(new MemoryStream(message), sink, new DecryptRequest(witness), progress: null, stop.Token));
        });
        await RunAsync("decryption is cancelled when its data key has come", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            using CancellationTokenSource stop = new();
            witness.OnMaterials = stop.Cancel;
            await ExpectAsync<OperationCanceledException>(
                () => _client.DecryptAsync(new MemoryStream(message), new Sink(keeps: false), new DecryptRequest(witness), progress: null, stop.Token));
        });
        await RunAsync("a message is written anew", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            await _client.ReEncryptAsync(new MemoryStream(message), SinkOf(witness, keeps: false), new ReEncryptRequest(new DecryptRequest(witness), witness));
        });
        await RunAsync("data keys are cached, and the cache is emptied", async (keys, witness, marker) =>
        {
            using LocalMaterialsCache cache = new(10);
            using CachingMaterialsManager manager = new(witness, new CachingThresholds(TimeSpan.FromHours(1)), cache);
            Source source = new(marker, Length);
            Sink sink = SinkOf(witness, keeps: true);
            await _client.EncryptAsync(source, sink, Request(manager));
            await _client.DecryptAsync(new MemoryStream(sink.Kept), new Sink(keeps: false), new DecryptRequest(manager));
            await _client.DecryptAsync(new MemoryStream(sink.Kept), new Sink(keeps: false), new DecryptRequest(manager));
            if (scanner.Search(witness.DataKeys).Count == 0)
            {
                throw new InvalidOperationException("A data key that is cached was not found.");
            }

            cache.Clear();
        });
        await RunAsync("files, small and large", FilesAsync);
        await RunAsync("decryption of a message that commits to another key", async (keys, witness, marker) =>
        {
            byte[] message = await EncryptAsync(witness, marker);
            message[_client.ReadHeader(message).Length - TagLength - 1] ^= 1;
            await ExpectAsync<EnvelopeCryptoException>(() => DecryptAsync(witness, message));
        });
        await RunAsync("messages in memory, whole and with a wrong signature", InMemoryAsync);
        await RunAsync("bodies in one piece, whole and with a wrong signature", OnePieceAsync);
        if (keyKind == "local")
        {
            RunKeyFiles("a key file, whole and damaged", AesKeyFile);
            RunKeyFiles("a private key in a PEM file, whole and damaged", PemFile);
        }
    }

    /// <summary>The search finds what is there: a planted copy, and keys in use.</summary>
    internal async Task ControlAsync()
    {
        MaskedSecret planted = MaskedSecret.Random("planted", 32);
        int before = scanner.Search([planted]).Count;
        byte[] copy = GC.AllocateUninitializedArray<byte>(1000, pinned: true);
        planted.WriteTo(copy.AsSpan(501));
        int there = scanner.Search([planted]).Count;
        Array.Clear(copy);
        Console.WriteLine($"control\t{keyKind}\tplanted\t{before}\t{there}\t{scanner.Search([planted]).Count}");

        using Keys keys = makeKeys();
        Witness witness = new(new DefaultMaterialsManager(keys.Right), scanner) { LooksForDataKey = true };
        MaskedSecret marker = MaskedSecret.Random("plaintext", 32);
        int contentKey = 0;
        int wrappingKey = 0;
        int plaintext = 0;
        Sink sink = new(keeps: false)
        {
            OnWrite = (write, bytes) =>
            {
                if (write == 0)
                {
                    contentKey = scanner.Search([witness.Saw(_client.ReadHeader(bytes.Span))]).Count;
                    wrappingKey = scanner.Search(keys.WrappingKeys).Count;
                }
                else if (write == 1)
                {
                    plaintext = scanner.Search([marker]).Count;
                }
            },
        };
        await _client.EncryptAsync(new Source(marker, Length), sink, Request(witness));
        Console.WriteLine($"control\t{keyKind}\tin use\t{witness.FoundInUse}\t{contentKey}\t{wrappingKey}\t{plaintext}");
    }

    private async Task RunAsync(string name, Func<Keys, Witness, MaskedSecret, Task> scenario)
    {
        (List<MaskedSecret> secrets, List<MaskedSecret> texts) = await RunAndForgetAsync(scenario);
        List<string> found = scanner.Search(secrets);
        long read = scanner.BytesRead;
        List<string> foreign = texts.Count == 0 ? [] : scanner.Search(texts);
        Console.WriteLine($"scenario\t{keyKind}\t{name}\t{secrets.Count}\t{read}\t{string.Join("; ", found)}\t{string.Join("; ", foreign)}");
    }

    private async Task<(List<MaskedSecret> Secrets, List<MaskedSecret> Texts)> RunAndForgetAsync(Func<Keys, Witness, MaskedSecret, Task> scenario)
    {
        using Keys keys = makeKeys();
        Witness witness = new(new DefaultMaterialsManager(keys.Right), scanner);
        MaskedSecret marker = MaskedSecret.Random("plaintext", 32);
        await scenario(keys, witness, marker);
        return ([marker, .. keys.WrappingKeys, .. witness.All], keyKind == "kms" ? [.. witness.AsText] : []);
    }

    private async Task<byte[]> EncryptAsync(Witness witness, MaskedSecret marker, CancellationTokenSource? stop = null, long cancelAt = 0)
    {
        Source source = new(marker, Length) { OnRead = position => CancelAt(stop, position > cancelAt) };
        Sink sink = SinkOf(witness, keeps: true);
        await _client.EncryptAsync(source, sink, Request(witness), progress: null, stop?.Token ?? CancellationToken.None);
        return sink.Kept;
    }

    private Task<DecryptResult> DecryptAsync(Witness witness, byte[] message)
    {
        bool first = true;
        return _client.DecryptAsync(
            new MemoryStream(message),
            new Sink(keeps: false)
            {
                OnWrite = (_, _) =>
                {
                    if (first)
                    {
                        first = false;
                        witness.Saw(_client.ReadHeader(message));
                    }
                },
            },
            new DecryptRequest(witness));
    }

    private async Task FilesAsync(Keys keys, Witness witness, MaskedSecret marker)
    {
        string folder = Directory.CreateTempSubdirectory("envelope-memory-").FullName;
        try
        {
            EnvelopeFiles files = new(_client) { Verify = true };
            foreach (int length in (int[])[3200, (int)Length])
            {
                string path = Path.Combine(folder, $"{length}");
                WriteMarkers(path, marker, length);
                await files.EncryptAsync(path, path + ".encrypted", Request(witness));
                using (FileStream message = File.OpenRead(path + ".encrypted"))
                {
                    witness.Saw(await _client.ReadHeaderAsync(message));
                }

                await files.DecryptAsync(path + ".encrypted", path + ".decrypted", new DecryptRequest(witness));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteMarkers(string path, MaskedSecret marker, int length)
    {
        byte[] one = GC.AllocateUninitializedArray<byte>(marker.Length, pinned: true);
        marker.WriteTo(one);
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int i = 0; i < length; i += one.Length)
        {
            file.Write(one);
        }

        Array.Clear(one);
    }

    private Sink SinkOf(Witness witness, bool keeps) => new(keeps)
    {
        OnWrite = (write, bytes) =>
        {
            if (write == 0)
            {
                witness.Saw(_client.ReadHeader(bytes.Span));
            }
        },
    };

    private static EncryptRequest Request(IMaterialsManager manager) => new(manager) { AlgorithmSuite = AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384 };

    private static void CancelAt(CancellationTokenSource? stop, bool now)
    {
        if (now)
        {
            stop?.Cancel();
        }
    }

    private static async Task ExpectAsync<T>(Func<Task> action)
        where T : Exception
    {
        try
        {
            await action();
        }
        catch (T)
        {
            return;
        }

        throw new InvalidOperationException($"{typeof(T).Name} was expected.");
    }
}
