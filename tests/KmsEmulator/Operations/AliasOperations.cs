using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using KmsEmulator.Access;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>Names for keys: https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html.</summary>
internal sealed partial class AliasOperations
{
    private const int MaxName = 256;

    private readonly AliasStore _aliases;
    private readonly KeyFinder _finder;
    private readonly TimeProvider _clock;

    internal AliasOperations(AliasStore aliases, KeyFinder finder, TimeProvider clock)
    {
        _aliases = aliases;
        _finder = finder;
        _clock = clock;
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    internal void Create(KmsRequest request, Utf8JsonWriter response)
    {
        string name = ReadName(request.Body);
        DemandAllowed(name);
        KmsKey target = FindTarget(request);
        target.DemandNotPending(_clock.GetUtcNow());
        _aliases.Create(request.OwnArn(name), target);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
    internal void Update(KmsRequest request, Utf8JsonWriter response)
    {
        string name = ReadName(request.Body);
        DemandAllowed(name);
        KmsKey target = FindTarget(request);
        target.DemandNotPending(_clock.GetUtcNow());
        _aliases.Update(request.OwnArn(name), target);
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html
    internal void Delete(KmsRequest request, Utf8JsonWriter response)
    {
        string name = ReadName(request.Body);
        request.DemandAccount();
        _aliases.Delete(request.OwnArn(name));
    }

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
    internal void List(KmsRequest request, Utf8JsonWriter response)
    {
        request.DemandAccount();
        IEnumerable<KmsAlias> aliases = _aliases.In(request.Caller.AccountId, request.Region);
        if (request.Body.Has("KeyId"))
        {
            KmsArn target = _finder.FindByIdOrArn(request, request.Body.DemandKeyId()).Key.Arn;
            aliases = aliases.Where(alias => alias.Target == target);
        }

        Page.Write(request.Body, response, "Aliases", [.. aliases], defaultLimit: 50, maxLimit: 100, alias => alias.Arn.Resource, WriteAlias);
    }

    /// <summary>Gives a key a name without a request, for keys made on start. Throws as <see cref="Create"/> does.</summary>
    internal void Give(KmsKey key, string name)
    {
        if (!Pattern().IsMatch(name) || name.Length > MaxName)
        {
            throw KmsErrors.Constraint("aliasName", $"Member must satisfy regular expression pattern: {Pattern()}", name);
        }

        DemandAllowed(name);
        _aliases.Create(key.Arn with { Resource = name }, key);
    }

    [GeneratedRegex("^[a-zA-Z0-9:/_-]+$")]
    private static partial Regex Pattern();

    private static string ReadName(RequestBody body)
    {
        string name = body.DemandText("AliasName", MaxName, Pattern());
        return IsAliasName(name) ? name : throw KmsErrors.Validation("Invalid identifier");
    }

    private static void DemandAllowed(string name)
    {
        if (!IsAliasName(name))
        {
            throw KmsErrors.Validation("Invalid identifier");
        }

        if (name.StartsWith("alias/aws/", StringComparison.Ordinal))
        {
            throw KmsErrors.ReservedAlias();
        }

        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw KmsErrors.Validation($"{name} contains invalid characters for an alias");
        }
    }

    private static bool IsAliasName(string name) =>
        name.Length > KmsArn.AliasPrefix.Length && name.StartsWith(KmsArn.AliasPrefix, StringComparison.Ordinal);

    private KmsKey FindTarget(KmsRequest request)
    {
        string keyId = request.Body.DemandKeyId("TargetKeyId");
        bool isAlias = keyId.StartsWith(KmsArn.AliasPrefix, StringComparison.Ordinal) || KmsArn.TryParse(keyId)?.IsAlias == true;
        return !isAlias ? _finder.FindByIdOrArn(request, keyId).Key : throw KmsErrors.Validation("Aliases must refer to keys. Not aliases");
    }

    private static void WriteAlias(Utf8JsonWriter writer, KmsAlias alias)
    {
        writer.WriteStartObject();
        writer.WriteString("AliasName", alias.Arn.Resource);
        writer.WriteString("AliasArn", alias.Arn.ToString());
        writer.WriteString("TargetKeyId", alias.Target.KeyId);
        KeyMetadata.WriteTime(writer, "CreationDate", alias.Created);
        KeyMetadata.WriteTime(writer, "LastUpdatedDate", alias.Updated);
        writer.WriteEndObject();
    }
}
