using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator.Control;

/// <summary>The paths under /_emulator that tests in other processes steer the emulator by. Nobody is asked who he is.</summary>
internal sealed class ControlPaths
{
    private const string Root = "/_emulator";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly KmsEmulatorHost _host;

    internal ControlPaths(KmsEmulatorHost host) => _host = host;

    internal static bool IsOne(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    internal async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(http, new { error = refused.Message }).ConfigureAwait(false);
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        switch ($"{http.Request.Method} {http.Request.Path}")
        {
            case "GET /ping":
                await http.Response.WriteAsync("healthy").ConfigureAwait(false);
                break;
            case $"GET {Root}/status":
                await WriteAsync(http, new { _host.InFlight, Calls = _host.Calls.Snapshot().Count, Faults = _host.Faults.Snapshot().Count })
                    .ConfigureAwait(false);
                break;
            case $"GET {Root}/calls":
                await WriteAsync(http, _host.Calls.Snapshot()).ConfigureAwait(false);
                break;
            case $"DELETE {Root}/calls":
                _host.Calls.Clear();
                break;
            case $"GET {Root}/faults":
                await WriteAsync(http, _host.Faults.Snapshot().Select(FaultDocument.Of)).ConfigureAwait(false);
                break;
            case $"POST {Root}/faults":
                _host.Faults.Add((await ReadAsync<FaultDocument>(http).ConfigureAwait(false)).ToFault());
                break;
            case $"DELETE {Root}/faults":
                _host.Faults.Clear();
                break;
            case $"POST {Root}/callers":
                _host.Callers.Add((await ReadAsync<CallerDocument>(http).ConfigureAwait(false)).ToCaller());
                break;
            case $"POST {Root}/shares":
                ShareDocument share = await ReadAsync<ShareDocument>(http).ConfigureAwait(false);
                _host.ShareKey(share.KeyArn, share.AccountId);
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContext http) =>
        await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted).ConfigureAwait(false)
        ?? throw new JsonException("The body is null.");

    private static Task WriteAsync<T>(HttpContext http, T value) =>
        http.Response.WriteAsJsonAsync(value, Json, contentType: null, http.RequestAborted);
}
