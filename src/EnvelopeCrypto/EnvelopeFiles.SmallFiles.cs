using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto;

/// <content>Files that are read and written in one piece each: no pipeline, no buffer larger than the file.</content>
public sealed partial class EnvelopeFiles
{
    private const int LongestSmallPlaintext = 64 * 1024;

    /// <summary>A little more, for the header and what the frames of a message take.</summary>
    private const int LongestSmallMessage = 80 * 1024;

    private static async Task<EncryptResult> EncryptSmallAsync(
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

    private static async Task<DecryptResult> DecryptSmallAsync(
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
