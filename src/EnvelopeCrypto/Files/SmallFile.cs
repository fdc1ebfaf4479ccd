using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Files;

/// <summary>Encrypts and decrypts files that are read and written in one piece each: no pipeline, no buffer larger than the file.</summary>
internal static class SmallFile
{
    internal const int LongestPlaintext = 64 * 1024;

    /// <summary>A little more, for the header and what the frames of a message take.</summary>
    internal const int LongestMessage = 80 * 1024;

    internal static async Task<EncryptResult> EncryptAsync(
        EnvelopeClient client,
        SourceFile source,
        DestinationFile destination,
        EncryptRequest request,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        int expected = (int)source.KnownLength!.Value;
        using SecretBuffer plaintext = new(expected + 1);
        int length = source.ReadAtLeast(plaintext.Span, expected + 1, throwOnEndOfStream: false);
        if (length != expected)
        {
            throw length > expected ? Error.PlaintextTooLong(expected) : Error.PlaintextTooShort(expected, length);
        }

        EncryptedData encrypted = await client.EncryptAsync(plaintext.Memory[..length], request, cancellationToken);
        destination.Write(encrypted.Message);
        progress?.Report(length);
        return encrypted.Result;
    }

    internal static async Task<DecryptResult> DecryptAsync(
        EnvelopeClient client,
        SourceFile source,
        DestinationFile destination,
        DecryptRequest request,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        // Whatever its length was: what is there is one message, or more than one and refused.
        using SecretBuffer message = new((int)source.KnownLength!.Value + 1);
        int length = source.ReadAtLeast(message.Span, (int)source.KnownLength.Value + 1, throwOnEndOfStream: false);
        using SecretBuffer plaintext = new();
        DecryptResult result = await client.DecryptAsync(message.Memory[..length], plaintext, request, cancellationToken);
        destination.Write(plaintext.Span[..(int)result.PlaintextLength]);
        progress?.Report(length);
        return result;
    }
}
