using System;
using System.Buffers;
using System.Text.Json;

namespace KmsEmulator.Protocol;

/// <summary>The body of an answer, and its HTTP status.</summary>
/// <param name="Status">200, or that of the error.</param>
/// <param name="Body">JSON.</param>
internal sealed record JsonAnswer(int Status, byte[] Body)
{
    internal const string ContentType = "application/x-amz-json-1.1";

    internal static JsonAnswer Of(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new JsonAnswer(200, buffer.WrittenSpan.ToArray());
    }

    internal static JsonAnswer Of(KmsException error) => Of(writer =>
    {
        writer.WriteString("__type", error.Code);
        if (error.Message.Length > 0)
        {
            writer.WriteString("message", error.Message);
        }
    }) with { Status = error.Status };
}
