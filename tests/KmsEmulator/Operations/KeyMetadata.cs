using System;
using System.Text.Json;
using KmsEmulator.Keys;

namespace KmsEmulator.Operations;

/// <summary>What KMS tells of a key: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html.</summary>
internal static class KeyMetadata
{
    internal static void Write(Utf8JsonWriter response, string name, KmsKey key, DateTimeOffset now)
    {
        KeyState state = key.StateAt(now);
        response.WriteStartObject(name);
        response.WriteString("AWSAccountId", key.Arn.Account);
        response.WriteString("KeyId", key.Arn.KeyId);
        response.WriteString("Arn", key.Arn.ToString());
        WriteTime(response, "CreationDate", key.Created);
        response.WriteBoolean("Enabled", state == KeyState.Enabled);
        response.WriteString("Description", key.Description);
        response.WriteString("KeyUsage", "ENCRYPT_DECRYPT");
        response.WriteString("KeyState", state.ToString());
        response.WriteString("Origin", "AWS_KMS");
        response.WriteString("KeyManager", "CUSTOMER");
        response.WriteString("CustomerMasterKeySpec", KeyOperations.KeySpec);
        response.WriteString("KeySpec", KeyOperations.KeySpec);
        response.WriteStartArray("EncryptionAlgorithms");
        response.WriteStringValue(KeyOperations.KeySpec);
        response.WriteEndArray();
        WriteDeletion(response, key, state, now);
        WriteFamily(response, key, now);
        response.WriteEndObject();
    }

    internal static void WriteTime(Utf8JsonWriter response, string name, DateTimeOffset time) =>
        response.WriteNumber(name, time.ToUnixTimeMilliseconds() / 1000m);

    private static void WriteDeletion(Utf8JsonWriter response, KmsKey key, KeyState state, DateTimeOffset now)
    {
        if (state == KeyState.PendingReplicaDeletion)
        {
            response.WriteNumber("PendingDeletionWindowInDays", key.DeletionWindowDays!.Value);
        }
        else if (state == KeyState.PendingDeletion)
        {
            WriteTime(response, "DeletionDate", key.DeletionDateAt(now)!.Value);
        }
    }

    private static void WriteFamily(Utf8JsonWriter response, KmsKey key, DateTimeOffset now)
    {
        response.WriteBoolean("MultiRegion", key.Family is not null);
        if (key.Family is not KeyFamily family)
        {
            return;
        }

        response.WriteStartObject("MultiRegionConfiguration");
        response.WriteString("MultiRegionKeyType", key.IsPrimary ? "PRIMARY" : "REPLICA");
        response.WritePropertyName("PrimaryKey");
        WriteRelated(response, family.Primary);
        response.WriteStartArray("ReplicaKeys");
        foreach (KmsKey replica in family.Replicas(now))
        {
            WriteRelated(response, replica);
        }

        response.WriteEndArray();
        response.WriteEndObject();
    }

    private static void WriteRelated(Utf8JsonWriter response, KmsKey key)
    {
        response.WriteStartObject();
        response.WriteString("Arn", key.Arn.ToString());
        response.WriteString("Region", key.Arn.Region);
        response.WriteEndObject();
    }
}
