using System.Collections.Generic;

namespace EnvelopeCrypto.Help;

/// <summary>A page of docs/cmdlets.</summary>
internal sealed record HelpPage
{
    internal required string File { get; init; }

    internal required string Name { get; init; }

    internal string Synopsis { get; init; } = "";

    internal IReadOnlyList<string> Description { get; init; } = [];

    internal IReadOnlyList<HelpExample> Examples { get; init; } = [];

    internal IReadOnlyList<HelpParameter> Parameters { get; init; } = [];

    internal IReadOnlyList<HelpType> Inputs { get; init; } = [];

    internal IReadOnlyList<HelpType> Outputs { get; init; } = [];

    internal IReadOnlyList<string> Notes { get; init; } = [];

    internal IReadOnlyList<HelpLink> Links { get; init; } = [];
}
