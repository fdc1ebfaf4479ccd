using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime.Internal;
using EnvelopeCrypto.Cryptography;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Format;
using EnvelopeCrypto.Keyrings.Kms;

namespace EnvelopeCrypto.Aws;

/// <summary>The three operations, with the AWS SDK. Plaintext that the SDK hands over is copied into secret memory and its buffer zeroed at once.</summary>
internal sealed class AwsKmsClient : IKmsClient
{
    private static readonly string Product =
        $"EnvelopeCrypto/{typeof(AwsKmsClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private readonly IAmazonKeyManagementService _client;
    private readonly TimeSpan _timeout;

    internal AwsKmsClient(IAmazonKeyManagementService client, string endpoint, TimeSpan timeout)
    {
        _client = client;
        Endpoint = endpoint;
        _timeout = timeout;
    }

    /// <summary>Where calls go, as errors name it.</summary>
    internal string Endpoint { get; }

    public async ValueTask<KmsDataKey> GenerateDataKeyAsync(
        string keyId, int length, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
    {
        GenerateDataKeyRequest request = new()
        {
            KeyId = keyId,
            NumberOfBytes = length,
            EncryptionContext = ToDictionary(context),
            GrantTokens = [.. grantTokens],
        };
        GenerateDataKeyResponse response = await CallAsync(
            "GenerateDataKey", keyId, request, _client.GenerateDataKeyAsync, cancellationToken).ConfigureAwait(false);
        SecretBytes plaintext = TakeSecret(response.Plaintext);
        return new KmsDataKey(response.KeyId ?? "", plaintext, ToArray(response.CiphertextBlob));
    }

    public async ValueTask<KmsCiphertext> EncryptAsync(
        string keyId, SecretBytes plaintext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(plaintext.Length, pinned: true);
        try
        {
            plaintext.AsSpan().CopyTo(copy);
            Amazon.KeyManagementService.Model.EncryptRequest request = new()
            {
                KeyId = keyId,

                // Visible, so that the SDK reads it where it stands: else it copies it into an array of a shared pool, and does not clear that.
                Plaintext = new MemoryStream(copy, 0, copy.Length, writable: false, publiclyVisible: true),
                EncryptionContext = ToDictionary(context),
                GrantTokens = [.. grantTokens],
            };
            EncryptResponse response = await CallAsync(
                "Encrypt", keyId, request, _client.EncryptAsync, cancellationToken).ConfigureAwait(false);
            return new KmsCiphertext(response.KeyId ?? "", ToArray(response.CiphertextBlob));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    public async ValueTask<KmsPlaintext> DecryptAsync(
        string keyId, ReadOnlyMemory<byte> ciphertext, EncryptionContext context, IReadOnlyList<string> grantTokens, CancellationToken cancellationToken)
    {
        Amazon.KeyManagementService.Model.DecryptRequest request = new()
        {
            KeyId = keyId,
            CiphertextBlob = new MemoryStream(ciphertext.ToArray(), writable: false),
            EncryptionContext = ToDictionary(context),
            GrantTokens = [.. grantTokens],
        };
        DecryptResponse response = await CallAsync(
            "Decrypt", keyId, request, _client.DecryptAsync, cancellationToken).ConfigureAwait(false);
        SecretBytes plaintext = TakeSecret(response.Plaintext);
        return new KmsPlaintext(response.KeyId ?? "", plaintext);
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        string operation,
        string keyId,
        TRequest request,
        Func<TRequest, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken)
        where TRequest : IAmazonWebServiceRequest
    {
        request.UserAgentDetails.AddUserAgentComponent(Product);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        Task<TResponse>? answer = null;
        try
        {
            answer = call(request, limit.Token);
            return await answer.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            Abandon(answer);
            cancellationToken.ThrowIfCancellationRequested();
            throw AwsError.TimedOut(operation, keyId, Endpoint, _timeout, e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or EnvelopeCryptoException))
        {
            throw AwsError.From(operation, keyId, Endpoint, e);
        }
    }

    /// <summary>Nobody waits any longer. Should KMS answer yet, the plaintext is zeroed as it comes; should the call fail, its exception is observed.</summary>
    private static void Abandon<TResponse>(Task<TResponse>? call) => call?.ContinueWith(
        static late =>
        {
            if (late.Exception is null && !late.IsCanceled)
            {
                TakeSecret(PlaintextOf(late.Result)).Dispose();
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static MemoryStream? PlaintextOf<TResponse>(TResponse response) => response switch
    {
        GenerateDataKeyResponse generated => generated.Plaintext,
        DecryptResponse decrypted => decrypted.Plaintext,
        _ => null,
    };

    private static Dictionary<string, string> ToDictionary(EncryptionContext context) => new(context, StringComparer.Ordinal);

    private static byte[] ToArray(MemoryStream? stream) => stream?.ToArray() ?? [];

    /// <summary>Moves bytes out of the SDK's buffer. An absent plaintext is empty: its length will not do.</summary>
    private static SecretBytes TakeSecret(MemoryStream? stream)
    {
        if (stream is null)
        {
            return SecretBytes.CopyOf(ReadOnlyMemory<byte>.Empty);
        }

        if (stream.TryGetBuffer(out ArraySegment<byte> buffer))
        {
            SecretBytes taken = SecretBytes.CopyOf(buffer.AsMemory());
            CryptographicOperations.ZeroMemory(buffer.Array);
            return taken;
        }

        // A stream that hides its buffer can still be written over, unless it is read-only.
        byte[] copy = stream.ToArray();
        SecretBytes secret = SecretBytes.CopyOf(copy.AsMemory());
        CryptographicOperations.ZeroMemory(copy);
        if (stream.CanWrite)
        {
            stream.Position = 0;
            stream.Write(copy);
        }

        return secret;
    }
}
