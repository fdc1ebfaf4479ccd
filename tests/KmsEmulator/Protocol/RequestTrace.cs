using System;
using KmsEmulator.Calls;
using KmsEmulator.Faults;
using KmsEmulator.Signing;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator.Protocol;

/// <summary>What is known of a request so far, for the log.</summary>
internal sealed class RequestTrace
{
    private readonly TimeProvider _clock;
    private readonly string _operation;
    private readonly string? _userAgent;

    internal RequestTrace(HttpRequest request, TimeProvider clock)
    {
        _clock = clock;
        string target = request.Headers["x-amz-target"].ToString();
        _operation = target[(target.LastIndexOf('.') + 1)..];
        string userAgent = request.Headers["x-amz-user-agent"].ToString();
        _userAgent = userAgent.Length > 0 ? userAgent : request.Headers.UserAgent.ToString();
    }

    internal string RequestId { get; } = Guid.NewGuid().ToString("D");

    internal AuthorizationHeader? Authorization { get; set; }

    internal KmsRequest? Request { get; set; }

    internal Fault? Fault { get; set; }

    internal CallRecord ToRecord(string outcome)
    {
        CallRecord record = new()
        {
            Time = _clock.GetUtcNow(),
            RequestId = RequestId,
            Operation = _operation,
            Region = Authorization?.Scope.Region,
            AccessKeyId = Authorization?.AccessKeyId,
            Outcome = outcome,
            Fault = Fault?.Kind.ToString(),
            UserAgent = _userAgent,
        };
        return Request is null ? record : record with
        {
            KeyId = Request.LoggedKeyId,
            KeyArn = Request.LoggedKeyArn?.ToString(),
            EncryptionContext = Request.LoggedContext.Pairs,
            GrantTokens = Request.GrantTokens,
        };
    }
}
