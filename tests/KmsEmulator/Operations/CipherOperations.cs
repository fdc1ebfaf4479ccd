using System;
using System.Text.Json;
using KmsEmulator.Access;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Encrypts and decrypts small data under a key.</summary>
internal sealed class CipherOperations
{
    private const int MaxPlaintext = 4096;
    private const int MaxCiphertext = 6144;

    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal CipherOperations(KeyFinder finder, TimeProvider clock)
    {
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
    internal void Encrypt(KmsRequest request, Utf8JsonWriter response)
    {
        string keyId = request.Body.DemandKeyId();
        byte[] plaintext = request.Body.DemandBytes("Plaintext", MaxPlaintext);
        string algorithm = ReadAlgorithm(request.Body, "EncryptionAlgorithm");
        EncryptionContext context = request.ReadContext();
        request.ReadGrantTokens();
        KmsKey key = _finder.FindByAny(request, keyId, request.Operation, context).Key;
        DemandUsable(key, algorithm);
        request.EndDryRun();

        response.WriteBase64String("CiphertextBlob", CiphertextBlob.Seal(key, plaintext, context));
        response.WriteString("KeyId", key.Arn.ToString());
        response.WriteString("EncryptionAlgorithm", algorithm);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
    internal void Decrypt(KmsRequest request, Utf8JsonWriter response)
    {
        request.Body.Refuse("Recipient", "DryRunModifiers");
        byte[] ciphertext = request.Body.DemandBytes("CiphertextBlob", MaxCiphertext);
        string? keyId = request.Body.Text("KeyId", 2048);
        string algorithm = ReadAlgorithm(request.Body, "EncryptionAlgorithm");
        EncryptionContext context = request.ReadContext();
        request.ReadGrantTokens();
        (KmsKey key, byte[] plaintext) = Open(request, keyId, "Decrypt", ciphertext, context, algorithm);
        request.EndDryRun();

        response.WriteString("KeyId", key.Arn.ToString());
        response.WriteBase64String("Plaintext", plaintext);
        response.WriteString("EncryptionAlgorithm", algorithm);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
    internal void ReEncrypt(KmsRequest request, Utf8JsonWriter response)
    {
        request.Body.Refuse("DryRunModifiers");
        byte[] ciphertext = request.Body.DemandBytes("CiphertextBlob", MaxCiphertext);
        string? sourceId = request.Body.Text("SourceKeyId", 2048);
        string destinationId = request.Body.DemandKeyId("DestinationKeyId");
        string sourceAlgorithm = ReadAlgorithm(request.Body, "SourceEncryptionAlgorithm");
        string destinationAlgorithm = ReadAlgorithm(request.Body, "DestinationEncryptionAlgorithm");
        EncryptionContext sourceContext = request.ReadContext("SourceEncryptionContext");
        EncryptionContext destinationContext = request.ReadContext("DestinationEncryptionContext");
        request.ReadGrantTokens();
        (KmsKey source, byte[] plaintext) = Open(request, sourceId, "ReEncryptFrom", ciphertext, sourceContext, sourceAlgorithm);
        KmsKey destination = _finder.FindByAny(request, destinationId, "ReEncryptTo", destinationContext).Key;
        DemandUsable(destination, destinationAlgorithm);
        request.EndDryRun();

        response.WriteBase64String("CiphertextBlob", CiphertextBlob.Seal(destination, plaintext, destinationContext));
        response.WriteString("SourceKeyId", source.Arn.ToString());
        response.WriteString("KeyId", destination.Arn.ToString());
        response.WriteString("SourceEncryptionAlgorithm", sourceAlgorithm);
        response.WriteString("DestinationEncryptionAlgorithm", destinationAlgorithm);
    }

    private static string ReadAlgorithm(RequestBody body, string member) =>
        body.Choice(member, KeyOperations.KeySpec, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE") ?? KeyOperations.KeySpec;

    private void DemandUsable(KmsKey key, string algorithm)
    {
        key.DemandUsable(_clock.GetUtcNow());
        if (algorithm != KeyOperations.KeySpec)
        {
            throw KmsErrors.InvalidKeyUsage(algorithm);
        }
    }

    // The named key comes first: that it is absent, forbidden or disabled is said even of a ciphertext that it would not open.
    private (KmsKey Key, byte[] Plaintext) Open(
        KmsRequest request, string? keyId, string permission, byte[] ciphertext, EncryptionContext context, string algorithm)
    {
        CiphertextBlob? blob = CiphertextBlob.TryParse(ciphertext);
        KmsKey key = keyId is not null
            ? _finder.FindByAny(request, keyId, permission, context).Key
            : _finder.FindByCiphertext(request, blob ?? throw KmsErrors.InvalidCiphertext(), permission, context).Key;
        DemandUsable(key, algorithm);
        if (blob is null)
        {
            throw KmsErrors.InvalidCiphertext();
        }

        if (!blob.IsUnder(key))
        {
            throw KmsErrors.IncorrectKey();
        }

        return (key, blob.TryOpen(key, context) ?? throw KmsErrors.InvalidCiphertext());
    }
}
