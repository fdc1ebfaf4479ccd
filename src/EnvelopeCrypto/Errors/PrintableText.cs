using System;
using System.Globalization;
using System.Text;

namespace EnvelopeCrypto.Errors;

/// <summary>
/// Text from a message, to be shown to a person. A header is anybody's work: its names may hold escape sequences for the terminal, line breaks
/// that fake further output, or characters that reverse what follows.
/// </summary>
internal static class PrintableText
{
    /// <summary>What is longer than any key ARN is cut.</summary>
    internal const int UsualLength = 300;

    /// <summary>The text with what does not print as <c>\u001B</c> and the like.</summary>
    internal static string Of(string text, int longest = int.MaxValue)
    {
        int length = Math.Min(text.Length, longest);
        StringBuilder? changed = null;
        for (int i = 0; i < length; i++)
        {
            char character = text[i];
            if (Prints(character))
            {
                changed?.Append(character);
            }
            else
            {
                changed ??= new StringBuilder(text, 0, i, length + 16);
                changed.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
        }

        string shown = changed?.ToString() ?? text[..length];
        return length < text.Length ? shown + "…" : shown;
    }

    private static bool Prints(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
