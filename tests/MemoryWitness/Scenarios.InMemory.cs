using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Suites;
using EnvelopeCrypto.Tests;

namespace MemoryWitness;

/// <content>Messages in memory, and bodies in one piece, which this library reads and does not write.</content>
internal sealed partial class Scenarios
{
    private const int TagLength = 16;

    /// <summary>So large that the collector does not move it: what it would leave behind is nobody's to wipe.</summary>
    private const int LargeLength = 320_000;

    private const int SmallLength = 3200;

    private async Task InMemoryAsync(Keys keys, Witness witness, MaskedSecret marker)
    {
        byte[] plaintext = Markers(marker, LargeLength);
        EncryptedData encrypted = await _client.EncryptAsync(plaintext, Request(witness), CancellationToken.None);
        Array.Clear(plaintext);
        witness.Saw(encrypted.Result.Header);
        await OpenWholeAndDamagedAsync(encrypted.Message, new DecryptRequest(witness));
    }

    private async Task OnePieceAsync(Keys keys, Witness witness, MaskedSecret marker)
    {
        using HandMadeMessage made = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        byte[] plaintext = Markers(marker, LargeLength);
        byte[] large = made.AddSingleBlock(plaintext).Build();
        Array.Clear(plaintext);
        DecryptRequest request = new(made.Keyring());
        await _client.DecryptAsync(new MemoryStream(large), Stream.Null, request);
        await OpenWholeAndDamagedAsync(large, request);
        await ExpectAsync<MessageAuthenticationException>(() => _client.DecryptAsync(new MemoryStream(large), Stream.Null, request));
        await OnePieceFilesAsync(marker);
    }

    /// <summary>Small files go through memory, and a body in one piece there through a buffer of its own.</summary>
    private async Task OnePieceFilesAsync(MaskedSecret marker)
    {
        using HandMadeMessage made = new(AlgorithmSuite.Aes256GcmHkdfSha512CommitKeyEcdsaP384);
        byte[] plaintext = Markers(marker, SmallLength);
        byte[] message = made.AddSingleBlock(plaintext).Build();
        Array.Clear(plaintext);
        string folder = Directory.CreateTempSubdirectory("envelope-memory-").FullName;
        try
        {
            string path = Path.Combine(folder, "message");
            EnvelopeFiles files = new(_client);
            await File.WriteAllBytesAsync(path, message);
            await files.DecryptAsync(path, path + ".plain", new DecryptRequest(made.Keyring()));
            message[^1] ^= 1;
            await File.WriteAllBytesAsync(path, message);
            await ExpectAsync<MessageAuthenticationException>(() => files.DecryptAsync(path, path + ".none", new DecryptRequest(made.Keyring())));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What comes back is the caller's to wipe; what does not come back, the library's.</summary>
    private async Task OpenWholeAndDamagedAsync(byte[] message, DecryptRequest request)
    {
        DecryptedData opened = await _client.DecryptAsync(message, request, CancellationToken.None);
        CryptographicOperations.ZeroMemory(opened.Plaintext);
        message[^1] ^= 1;
        await ExpectAsync<MessageAuthenticationException>(async () => _ = await _client.DecryptAsync(message, request, CancellationToken.None));
    }

    private static byte[] Markers(MaskedSecret marker, int length)
    {
        byte[] markers = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        for (int i = 0; i < length; i += marker.Length)
        {
            marker.WriteTo(markers.AsSpan(i));
        }

        return markers;
    }
}
