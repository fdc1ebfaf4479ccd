using System.Text.Json;
using KmsEmulator.Grants;
using KmsEmulator.Keys;

namespace KmsEmulator.Operations;

/// <summary>A grant as it is listed: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html.</summary>
internal static class GrantEntry
{
    internal static void Write(Utf8JsonWriter writer, Grant grant)
    {
        writer.WriteStartObject();
        writer.WriteString("KeyId", grant.Key.ToString());
        writer.WriteString("GrantId", grant.Id);
        WriteIfThere(writer, "Name", grant.Name);
        KeyMetadata.WriteTime(writer, "CreationDate", grant.Created);
        writer.WriteString("GranteePrincipal", grant.Grantee);
        WriteIfThere(writer, "RetiringPrincipal", grant.Retiree);
        writer.WriteString("IssuingAccount", grant.IssuingAccount);
        writer.WriteStartArray("Operations");
        foreach (string operation in grant.Operations)
        {
            writer.WriteStringValue(operation);
        }

        writer.WriteEndArray();
        if (grant.Constraint is GrantConstraint constraint)
        {
            writer.WriteStartObject("Constraints");
            WriteContext(writer, "EncryptionContextEquals", constraint.EqualTo);
            WriteContext(writer, "EncryptionContextSubset", constraint.Subset);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteIfThere(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteContext(Utf8JsonWriter writer, string name, EncryptionContext? context)
    {
        if (context is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach ((string key, string value) in context.Pairs)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
