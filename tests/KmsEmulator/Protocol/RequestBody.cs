using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KmsEmulator.Keys;

namespace KmsEmulator.Protocol;

/// <summary>
/// The JSON body of a request. Reads members and refuses what KMS's model of them refuses, with its texts:
/// https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html, ValidationException.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    // A name that is there twice has no agreed meaning.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _document;

    private RequestBody(JsonDocument document) => _document = document;

    internal static RequestBody Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The second is what a name with half a surrogate pair gives.
            throw KmsErrors.Serialization("The body is no JSON, or names a member twice.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return new RequestBody(document);
        }

        document.Dispose();
        throw KmsErrors.Serialization("The body is no JSON object.");
    }

    public void Dispose() => _document.Dispose();

    internal bool Has(string name) => Find(name) is not null;

    /// <summary>A text without any check; null when there is none.</summary>
    internal string? Peek(string name) => Find(name) is JsonElement { ValueKind: JsonValueKind.String } element ? TryDecode(element) : null;

    internal string? Text(string name, int maxLength, Regex? pattern = null, int minLength = 1)
    {
        string? text = Find(name) is JsonElement element ? Text(element, name) : null;
        if (text is not null)
        {
            DemandLength(name, text.Length, minLength, maxLength);
            if (pattern is not null && !pattern.IsMatch(text))
            {
                throw KmsErrors.Constraint(Camel(name), $"Member must satisfy regular expression pattern: {pattern}", text);
            }
        }

        return text;
    }

    internal string DemandText(string name, int maxLength, Regex? pattern = null) => Text(name, maxLength, pattern) ?? throw Missing(name);

    internal string DemandKeyId(string name = "KeyId") => DemandText(name, 2048);

    internal int? Number(string name, int min, int max)
    {
        if (Find(name) is not JsonElement element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out int number))
        {
            throw WrongType(name);
        }

        if (number < min || number > max)
        {
            string bound = number < min ? $"greater than or equal to {min}" : $"less than or equal to {max}";
            throw KmsErrors.Constraint(Camel(name), "Member must have value " + bound, number.ToString(CultureInfo.InvariantCulture));
        }

        return number;
    }

    internal bool Flag(string name) => Find(name) is JsonElement element && element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType(name),
    };

    internal byte[]? Bytes(string name, int maxLength)
    {
        if (Find(name) is not JsonElement element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String || !element.TryGetBytesFromBase64(out byte[]? bytes))
        {
            throw WrongType(name);
        }

        DemandLength(name, bytes.Length, 1, maxLength);
        return bytes;
    }

    internal byte[] DemandBytes(string name, int maxLength) => Bytes(name, maxLength) ?? throw Missing(name);

    internal string? Choice(string name, params IReadOnlyList<string> choices)
    {
        string? text = Find(name) is JsonElement element ? Text(element, name) : null;
        return text is null ? null : DemandChoice(name, text, choices);
    }

    internal IReadOnlyList<string> Texts(string name, int maxCount, int maxLength)
    {
        List<string> texts = [];
        if (Find(name) is JsonElement element)
        {
            DemandKind(element, JsonValueKind.Array, name);
            foreach (JsonElement item in element.EnumerateArray())
            {
                texts.Add(Text(item, name));
                DemandLength(name, texts[^1].Length, 1, maxLength);
            }
        }

        return texts.Count <= maxCount ? texts : throw KmsErrors.Constraint(Camel(name), $"Member must have length less than or equal to {maxCount}");
    }

    internal IReadOnlyList<string> Choices(string name, IReadOnlyList<string> choices)
    {
        IReadOnlyList<string> texts = Texts(name, maxCount: 100, maxLength: 100);
        foreach (string text in texts)
        {
            DemandChoice(name, text, choices);
        }

        return texts;
    }

    /// <summary>An encryption context; empty when there is none.</summary>
    internal EncryptionContext Context(string name) => Find(name) is JsonElement element ? Context(element, name) : EncryptionContext.Empty;

    /// <summary>An encryption context in a structure, such as Constraints.EncryptionContextSubset; null when there is none.</summary>
    internal EncryptionContext? InnerContext(string name, string innerName)
    {
        if (Find(name) is not JsonElement element)
        {
            return null;
        }

        DemandKind(element, JsonValueKind.Object, name);
        return element.TryGetProperty(innerName, out JsonElement inner) && inner.ValueKind != JsonValueKind.Null ? Context(inner, innerName) : null;
    }

    /// <summary>Refuses members that KMS takes and the emulator does not, rather than ignoring what they ask for.</summary>
    internal void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Has(name))
            {
                throw KmsErrors.Unsupported($"The emulator does not support {name}.");
            }
        }
    }

    internal static KmsException Missing(string name) => KmsErrors.Constraint(Camel(name), "Member must not be null", "null");

    // Distinct keys, since a JSON object with a name twice is refused; nothing is sorted or folded but by ordinal.
    private static EncryptionContext Context(JsonElement element, string name)
    {
        DemandKind(element, JsonValueKind.Object, name);
        SortedDictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (JsonProperty pair in element.EnumerateObject())
        {
            pairs.Add(Name(pair), Text(pair.Value, name));
        }

        EncryptionContext context = new(pairs);
        return context.Length <= EncryptionContext.MaxLength
            ? context
            : throw KmsErrors.Validation(
                $"Encryption context is too long: {context.Length} bytes of keys and values, more than {EncryptionContext.MaxLength}.");
    }

    private static string Name(JsonProperty pair)
    {
        try
        {
            return pair.Name;
        }
        catch (InvalidOperationException)
        {
            throw KmsErrors.Serialization("A name is no Unicode text.");
        }
    }

    private static string Text(JsonElement element, string name)
    {
        DemandKind(element, JsonValueKind.String, name);
        return TryDecode(element) ?? throw KmsErrors.Serialization($"'{Camel(name)}' is no Unicode text.");
    }

    // Null for half a surrogate pair, and for bytes that are not UTF-8.
    private static string? TryDecode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string DemandChoice(string name, string text, IReadOnlyList<string> choices)
    {
        foreach (string choice in choices)
        {
            if (choice == text)
            {
                return text;
            }
        }

        throw KmsErrors.Constraint(Camel(name), $"Member must satisfy enum value set: [{string.Join(", ", choices)}]", text);
    }

    private static void DemandLength(string name, int length, int min, int max)
    {
        if (length < min)
        {
            throw KmsErrors.Constraint(Camel(name), $"Member must have length greater than or equal to {min}");
        }

        if (length > max)
        {
            throw KmsErrors.Constraint(Camel(name), $"Member must have length less than or equal to {max}");
        }
    }

    private static void DemandKind(JsonElement element, JsonValueKind kind, string name)
    {
        if (element.ValueKind != kind)
        {
            throw WrongType(name);
        }
    }

    private static KmsException WrongType(string name) => KmsErrors.Serialization($"'{Camel(name)}' has a wrong type.");

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private JsonElement? Find(string name) =>
        _document.RootElement.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;
}
