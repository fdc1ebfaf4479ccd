namespace EnvelopeCrypto.Help;

/// <summary>What kinds of blocks a page is made of.</summary>
internal enum BlockKind
{
    /// <summary>A heading, of level 1 to 3.</summary>
    Heading,

    /// <summary>A paragraph, or an item of a list with its dash.</summary>
    Text,

    /// <summary>A fenced block.</summary>
    Code,
}

/// <summary>A piece of a page: a heading, a paragraph, an item of a list, or a fenced block.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Level">Of a heading.</param>
/// <param name="Language">Of a fenced block.</param>
/// <param name="Text">As it stands in the page; the lines of a paragraph are joined.</param>
/// <param name="Line">Where it begins.</param>
internal sealed record Block(BlockKind Kind, int Level, string Language, string Text, int Line);
