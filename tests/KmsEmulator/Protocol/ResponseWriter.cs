using System;
using System.Threading;
using System.Threading.Tasks;
using KmsEmulator.Faults;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator.Protocol;

/// <summary>Sends an answer, or a part of one.</summary>
internal static class ResponseWriter
{
    internal static async Task WriteAsync(HttpContext http, JsonAnswer answer, FaultKind? fault)
    {
        HttpResponse response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = JsonAnswer.ContentType;
        response.ContentLength = answer.Body.Length;

        // A body shorter than its Content-Length makes the server close the connection after it.
        int length = fault == FaultKind.CutResponse ? answer.Body.Length / 2 : answer.Body.Length;
        await response.Body.WriteAsync(answer.Body.AsMemory(0, length), CancellationToken.None).ConfigureAwait(false);
    }
}
