using System;
using System.Text.Json;
using System.Text.RegularExpressions;
using KmsEmulator.Access;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Makes keys and tells of them.</summary>
internal sealed partial class KeyOperations
{
    internal const string KeySpec = "SYMMETRIC_DEFAULT";

    private const int MaxDescription = 8192;

    private readonly KeyStore _keys;
    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal KeyOperations(KeyStore keys, KeyFinder finder, TimeProvider clock)
    {
        _keys = keys;
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
    internal void Create(KmsRequest request, Utf8JsonWriter response)
    {
        RequestBody body = request.Body;
        body.Refuse("Policy", "CustomKeyStoreId", "XksKeyId", "Tags");
        DemandSupported(body, "KeySpec", KeySpec);
        DemandSupported(body, "CustomerMasterKeySpec", KeySpec);
        DemandSupported(body, "KeyUsage", "ENCRYPT_DECRYPT");
        DemandSupported(body, "Origin", "AWS_KMS");
        string description = ReadDescription(body);
        bool multiRegion = body.Flag("MultiRegion");
        request.DemandAccount();

        KmsKey key = _keys.Create(request.Caller.AccountId, request.Region, description, multiRegion);
        request.LoggedKeyArn = key.Arn;
        KeyMetadata.Write(response, "KeyMetadata", key, _clock.GetUtcNow());
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
    internal void Replicate(KmsRequest request, Utf8JsonWriter response)
    {
        RequestBody body = request.Body;
        body.Refuse("Policy", "Tags");
        string region = body.DemandText("ReplicaRegion", 32, RegionName());
        string description = ReadDescription(body);
        KmsKey key = _finder.FindByIdOrArn(request, body.DemandKeyId()).Key;
        if (!key.IsPrimary)
        {
            throw KmsErrors.Unsupported($"{key.Arn} is not a multi-Region primary key.");
        }

        key.DemandUsable(_clock.GetUtcNow());
        KmsKey replica = _keys.Replicate(key, region, description);
        KeyMetadata.Write(response, "ReplicaKeyMetadata", replica, _clock.GetUtcNow());
        response.WriteStartArray("ReplicaTags");
        response.WriteEndArray();
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    internal void Describe(KmsRequest request, Utf8JsonWriter response)
    {
        string keyId = request.Body.DemandKeyId();
        request.ReadGrantTokens();
        KmsKey key = _finder.FindByAny(request, keyId, request.Operation, context: null).Key;
        KeyMetadata.Write(response, "KeyMetadata", key, _clock.GetUtcNow());
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
    internal void List(KmsRequest request, Utf8JsonWriter response)
    {
        request.DemandAccount();
        Page.Write(
            request.Body,
            response,
            "Keys",
            _keys.In(request.Caller.AccountId, request.Region),
            defaultLimit: 100,
            maxLimit: 1000,
            key => key.Arn.KeyId,
            static (writer, key) =>
            {
                writer.WriteStartObject();
                writer.WriteString("KeyId", key.Arn.KeyId);
                writer.WriteString("KeyArn", key.Arn.ToString());
                writer.WriteEndObject();
            });
    }

    [GeneratedRegex(@"^([a-z]+-){2,3}\d+$")]
    private static partial Regex RegionName();

    private static string ReadDescription(RequestBody body) => body.Text("Description", MaxDescription, minLength: 0) ?? string.Empty;

    private static void DemandSupported(RequestBody body, string member, string only)
    {
        string? value = body.Text(member, 64);
        if (value is not null && value != only)
        {
            throw KmsErrors.Unsupported($"The emulator makes keys with {member} {only} only, not {value}.");
        }
    }
}
