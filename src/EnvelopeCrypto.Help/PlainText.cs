using System.Text.RegularExpressions;

namespace EnvelopeCrypto.Help;

/// <summary>Text without the signs of Markdown, as a console shows it.</summary>
internal static partial class PlainText
{
    internal static string Of(string markdown)
    {
        string text = Link().Replace(markdown, static link => link.Groups["text"].Value);
        return Strong().Replace(text, static match => match.Groups["text"].Value).Replace("`", "", System.StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<target>[^)\s]+)\)")]
    internal static partial Regex Link();

    [GeneratedRegex(@"\*\*(?<text>[^*]+)\*\*")]
    private static partial Regex Strong();
}
