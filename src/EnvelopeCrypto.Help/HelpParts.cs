using System.Collections.Generic;

namespace EnvelopeCrypto.Help;

/// <param name="Title">Without its number.</param>
/// <param name="Code">What is typed, and what it shows.</param>
/// <param name="Remarks">Paragraphs.</param>
internal sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <param name="Name">Without the dash.</param>
/// <param name="Text">Paragraphs.</param>
/// <param name="Default">What holds when it is not given; null where the page does not say.</param>
/// <param name="File">Where it is described.</param>
/// <param name="Line">Of its heading.</param>
internal sealed record HelpParameter(string Name, IReadOnlyList<string> Text, string? Default, string File, int Line);

/// <param name="Name">Of a type of what comes in or goes out.</param>
/// <param name="Text">Paragraphs.</param>
internal sealed record HelpType(string Name, IReadOnlyList<string> Text);

/// <param name="Text">What is shown.</param>
/// <param name="Address">A web address; empty for a topic of this module.</param>
internal sealed record HelpLink(string Text, string Address);
