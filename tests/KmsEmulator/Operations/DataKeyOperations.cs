using System;
using System.Security.Cryptography;
using System.Text.Json;
using KmsEmulator.Access;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Makes data keys.</summary>
internal sealed class DataKeyOperations
{
    private const int MaxLength = 1024;

    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal DataKeyOperations(KeyFinder finder, TimeProvider clock)
    {
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
    internal void Generate(KmsRequest request, Utf8JsonWriter response) => response.WriteBase64String("Plaintext", Make(request, response));

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html
    internal void GenerateWithoutPlaintext(KmsRequest request, Utf8JsonWriter response) => Make(request, response);

    private byte[] Make(KmsRequest request, Utf8JsonWriter response)
    {
        request.Body.Refuse("Recipient");
        string keyId = request.Body.DemandKeyId();
        int length = ReadLength(request.Body);
        EncryptionContext context = request.ReadContext();
        request.ReadGrantTokens();
        KmsKey key = _finder.FindByAny(request, keyId, request.Operation, context).Key;
        key.DemandUsable(_clock.GetUtcNow());
        request.EndDryRun();

        byte[] dataKey = RandomNumberGenerator.GetBytes(length);
        response.WriteBase64String("CiphertextBlob", CiphertextBlob.Seal(key, dataKey, context));
        response.WriteString("KeyId", key.Arn.ToString());
        return dataKey;
    }

    private static int ReadLength(RequestBody body)
    {
        string? spec = body.Choice("KeySpec", "AES_256", "AES_128");
        int? length = body.Number("NumberOfBytes", 1, MaxLength);
        if (spec is null == length is null)
        {
            throw KmsErrors.Validation("Please specify either number of bytes or key spec.");
        }

        return length ?? (spec == "AES_256" ? 32 : 16);
    }
}
