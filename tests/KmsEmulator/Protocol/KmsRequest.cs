using System;
using System.Collections.Generic;
using KmsEmulator.Callers;
using KmsEmulator.Keys;
using KmsEmulator.Signing;

namespace KmsEmulator.Protocol;

/// <summary>A request whose signature was good: who asks for what, where; and what the log will say of it.</summary>
internal sealed class KmsRequest
{
    internal KmsRequest(string operation, SignedCaller signed, RequestBody body, string partition)
    {
        Operation = operation;
        Caller = signed.Caller;
        Region = signed.Region;
        Body = body;
        Partition = partition;
        LoggedKeyId = body.Peek("KeyId");
    }

    internal string Operation { get; }

    internal Caller Caller { get; }

    internal string Region { get; }

    internal string Partition { get; }

    internal RequestBody Body { get; }

    internal string CallerArn => Caller.ArnIn(Partition);

    /// <summary>For the log: the key as the request named it.</summary>
    internal string? LoggedKeyId { get; set; }

    /// <summary>For the log: the ARN of the key that was found.</summary>
    internal KmsArn? LoggedKeyArn { get; set; }

    /// <summary>For the log: the context that was read.</summary>
    internal EncryptionContext LoggedContext { get; private set; } = EncryptionContext.Empty;

    /// <summary>The tokens that come with the request, at most ten.</summary>
    internal IReadOnlyList<string> GrantTokens { get; private set; } = [];

    internal void ReadGrantTokens() => GrantTokens = Body.Texts("GrantTokens", maxCount: 10, maxLength: 8192);

    /// <summary>Reads an encryption context, and notes it for the log.</summary>
    internal EncryptionContext ReadContext(string name = "EncryptionContext") => LoggedContext = Body.Context(name);

    /// <summary>Ends a request that only asks whether it would succeed. Called when all is checked and nothing done.</summary>
    internal void EndDryRun()
    {
        if (Body.Flag("DryRun"))
        {
            throw KmsErrors.DryRun();
        }
    }

    /// <summary>The ARN of a key or alias of the caller's account in the Region of the request.</summary>
    internal KmsArn OwnArn(string resource) => new(Partition, Region, Caller.AccountId, resource);

    /// <summary>Throws unless the caller's IAM policy allows an operation that is on no key.</summary>
    internal void DemandAccount()
    {
        if (!Caller.May(Operation))
        {
            throw KmsErrors.AccessDenied(CallerArn, Operation, "*", ownAccount: true);
        }
    }
}
