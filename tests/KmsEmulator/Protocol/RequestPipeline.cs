using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using KmsEmulator.Calls;
using KmsEmulator.Faults;
using KmsEmulator.Operations;
using KmsEmulator.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace KmsEmulator.Protocol;

/// <summary>
/// The way of a request: signature, fault, operation, log, answer. AWS JSON 1.1 as KMS speaks it: POST to "/", the operation in X-Amz-Target.
/// </summary>
internal sealed class RequestPipeline
{
    private const string TargetPrefix = "TrentService.";

    private readonly KmsEmulatorOptions _options;
    private readonly SignatureVerifier _signatures;
    private readonly OperationTable _operations;
    private readonly FaultInjector _faults;
    private readonly CallLog _calls;
    private readonly CancellationToken _stopping;
    private int _inFlight;

    internal RequestPipeline(
        KmsEmulatorOptions options,
        SignatureVerifier signatures,
        OperationTable operations,
        FaultInjector faults,
        CallLog calls,
        CancellationToken stopping)
    {
        _options = options;
        _signatures = signatures;
        _operations = operations;
        _faults = faults;
        _calls = calls;
        _stopping = stopping;
    }

    /// <summary>Requests that have come and are not answered.</summary>
    internal int InFlight => Volatile.Read(ref _inFlight);

    internal async Task HandleAsync(HttpContext http)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await AnswerAsync(http, await RequestReader.ReadAsync(http.Request)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task AnswerAsync(HttpContext http, byte[] body)
    {
        RequestTrace trace = new(http.Request, _options.Clock);
        http.Response.Headers["x-amzn-RequestId"] = trace.RequestId;
        http.Response.Headers.Date = _options.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        JsonAnswer answer;
        try
        {
            _stopping.ThrowIfCancellationRequested();
            answer = await RunAsync(http, body, trace).ConfigureAwait(false);
            _calls.Add(trace.ToRecord(CallRecord.Success));
        }
        catch (OperationCanceledException)
        {
            _calls.Add(trace.ToRecord(CallRecord.Aborted));

            // The server aborts with a TCP reset.
            http.Abort();
            return;
        }
        catch (Exception failure)
        {
            KmsException error = failure as KmsException ?? KmsErrors.Internal($"A defect of the emulator: {failure}");
            _calls.Add(trace.ToRecord(error.Code));
            answer = JsonAnswer.Of(error);
        }

        await ResponseWriter.WriteAsync(http, answer, trace.Fault?.Kind).ConfigureAwait(false);
    }

    private async Task<JsonAnswer> RunAsync(HttpContext http, byte[] body, RequestTrace trace)
    {
        AuthorizationHeader authorization = AuthorizationHeader.Parse(http.Request.Headers.Authorization);
        trace.Authorization = authorization;
        SignedCaller signed = _signatures.Verify(authorization, http.Request.Headers, body);
        string operation = ReadOperation(http.Request);
        using RequestBody members = RequestBody.Parse(body);
        KmsRequest request = new(operation, signed, members, _options.Partition);
        trace.Request = request;
        trace.Fault = _faults.Take(operation, signed.Region);
        if (trace.Fault is Fault fault)
        {
            await BeforeAsync(fault, http.RequestAborted).ConfigureAwait(false);
        }

        JsonAnswer answer = JsonAnswer.Of(writer => _operations.Run(request, writer));
        return trace.Fault is null ? answer : answer with { Body = ResponseTampering.Apply(trace.Fault, answer.Body) };
    }

    // What of a fault comes before the operation, or instead of it.
    private async Task BeforeAsync(Fault fault, CancellationToken aborted)
    {
        if (fault.Delay > TimeSpan.Zero)
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping);
            await Task.Delay(fault.Delay, either.Token).ConfigureAwait(false);
        }

        switch (fault.Kind)
        {
            case FaultKind.Throttle:
                throw KmsErrors.Throttled();
            case FaultKind.InternalError:
                throw KmsErrors.Internal("Injected internal error.");
            case FaultKind.Error:
                throw KmsErrors.Named(fault.ErrorCode!, fault.ErrorMessage);
            case FaultKind.ConnectionReset:
                throw new OperationCanceledException("No answer.");
            default:
                return;
        }
    }

    private static string ReadOperation(HttpRequest request)
    {
        string target = request.Headers["x-amz-target"].ToString();
        bool isJson = request.ContentType?.StartsWith(JsonAnswer.ContentType, StringComparison.OrdinalIgnoreCase) == true;
        return isJson && target.StartsWith(TargetPrefix, StringComparison.Ordinal) && request.GetEncodedPathAndQuery() == "/"
            ? target[TargetPrefix.Length..]
            : throw KmsErrors.UnknownOperation();
    }
}
