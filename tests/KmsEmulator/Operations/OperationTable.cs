using System;
using System.Collections.Generic;
using System.Text.Json;
using KmsEmulator.Access;
using KmsEmulator.Grants;
using KmsEmulator.Keys;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>The operations of KMS that there are, by name.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, Action<KmsRequest, Utf8JsonWriter>> _operations;

    internal OperationTable(KmsEmulatorOptions options, KeyStore keyStore)
    {
        AliasStore aliasStore = new(options);
        GrantStore grantStore = new(options);
        KeyFinder finder = new(keyStore, aliasStore, new AccessRules(grantStore));
        Aliases = new AliasOperations(aliasStore, finder, options.Clock);
        KeyOperations keys = new(keyStore, finder, options.Clock);
        KeyLifeOperations life = new(finder, options.Clock);
        DataKeyOperations dataKeys = new(finder, options.Clock);
        CipherOperations cipher = new(finder, options.Clock);
        GrantOperations grants = new(grantStore, finder, options.Clock);
        _operations = new(StringComparer.Ordinal)
        {
            ["CreateKey"] = keys.Create,
            ["ReplicateKey"] = keys.Replicate,
            ["DescribeKey"] = keys.Describe,
            ["ListKeys"] = keys.List,
            ["EnableKey"] = life.Enable,
            ["DisableKey"] = life.Disable,
            ["ScheduleKeyDeletion"] = life.ScheduleDeletion,
            ["CancelKeyDeletion"] = life.CancelDeletion,
            ["CreateAlias"] = Aliases.Create,
            ["UpdateAlias"] = Aliases.Update,
            ["DeleteAlias"] = Aliases.Delete,
            ["ListAliases"] = Aliases.List,
            ["GenerateDataKey"] = dataKeys.Generate,
            ["GenerateDataKeyWithoutPlaintext"] = dataKeys.GenerateWithoutPlaintext,
            ["Encrypt"] = cipher.Encrypt,
            ["Decrypt"] = cipher.Decrypt,
            ["ReEncrypt"] = cipher.ReEncrypt,
            ["CreateGrant"] = grants.Create,
            ["RetireGrant"] = grants.Retire,
            ["RevokeGrant"] = grants.Revoke,
            ["ListGrants"] = grants.List,
        };
    }

    internal AliasOperations Aliases { get; }

    /// <summary>Carries an operation out, or throws the error that KMS answers with.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">Inside the object that is the answer; what is written is dropped when an error is thrown.</param>
    internal void Run(KmsRequest request, Utf8JsonWriter response)
    {
        if (!_operations.TryGetValue(request.Operation, out Action<KmsRequest, Utf8JsonWriter>? operation))
        {
            throw KmsErrors.UnknownOperation();
        }

        operation(request, response);
    }
}
