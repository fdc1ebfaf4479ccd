using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace KmsEmulator.Protocol;

/// <summary>Reads the body of a request whole. The server refuses long ones (413) before they are here.</summary>
internal static class RequestReader
{
    /// <summary>The longest body taken, in bytes: far above what KMS's limits on members add up to.</summary>
    internal const long MaxLength = 1024 * 1024;

    internal static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is long length and <= MaxLength)
        {
            byte[] body = new byte[length];
            await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return body;
        }

        using MemoryStream buffer = new();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return buffer.ToArray();
    }
}
