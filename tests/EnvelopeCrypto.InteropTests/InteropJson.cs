using System.Text.Json;
using System.Text.Json.Serialization;

namespace EnvelopeCrypto.InteropTests;

/// <summary>How the tests write to the peer and read what it wrote: names in camel case, enums by name, bytes in base64.</summary>
internal static class InteropJson
{
    internal static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
