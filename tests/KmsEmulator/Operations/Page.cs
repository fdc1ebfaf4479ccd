using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using KmsEmulator.Protocol;

namespace KmsEmulator.Operations;

/// <summary>
/// The Limit, Marker, NextMarker and Truncated of the listing operations:
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html.
/// </summary>
internal static class Page
{
    /// <summary>Writes one page of a list.</summary>
    /// <param name="body">With Limit and Marker.</param>
    /// <param name="response">Gets the list, NextMarker and Truncated.</param>
    /// <param name="name">Of the list.</param>
    /// <param name="items">All of them, in the ordinal order of their names.</param>
    /// <param name="defaultLimit">How many make a page when the request does not say.</param>
    /// <param name="maxLimit">How many the request may ask for.</param>
    /// <param name="nameOf">The name of an item, unique.</param>
    /// <param name="write">Writes an item.</param>
    internal static void Write<T>(
        RequestBody body,
        Utf8JsonWriter response,
        string name,
        IReadOnlyList<T> items,
        int defaultLimit,
        int maxLimit,
        Func<T, string> nameOf,
        Action<Utf8JsonWriter, T> write)
    {
        int limit = body.Number("Limit", 1, maxLimit) ?? defaultLimit;
        string? after = ReadMarker(body.Text("Marker", 1024));
        string? last = null;
        int count = 0;
        bool truncated = false;
        response.WriteStartArray(name);
        foreach (T item in items)
        {
            if (after is not null && string.CompareOrdinal(nameOf(item), after) <= 0)
            {
                continue;
            }

            if (count == limit)
            {
                truncated = true;
                break;
            }

            write(response, item);
            last = nameOf(item);
            count++;
        }

        response.WriteEndArray();
        response.WriteBoolean("Truncated", truncated);
        if (truncated)
        {
            response.WriteString("NextMarker", Convert.ToBase64String(Encoding.UTF8.GetBytes(last!)));
        }
    }

    private static string? ReadMarker(string? marker)
    {
        try
        {
            return marker is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(marker));
        }
        catch (FormatException)
        {
            throw KmsErrors.InvalidMarker();
        }
    }
}
