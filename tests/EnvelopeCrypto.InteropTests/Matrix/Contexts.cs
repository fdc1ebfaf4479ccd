using System;
using System.Collections.Generic;
using System.Linq;
using EnvelopeCrypto.Format;

namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>The encryption contexts of the matrix.</summary>
internal static class Contexts
{
    private static readonly string[][] Ascii = [["purpose", "interop"], ["Tenant", "0042"], ["aws", "not reserved"]];

    private static readonly string[][] NonAsciiMixedCase =
    [
        ["zebra", "Grévy"],
        ["Zebra", "\u05d6\u05d1\u05e8\u05d4"],
        ["ärger", "klein"],
        ["Ärger", "GROSS"],
        ["\U0001F600", "outside the basic plane: two units in UTF-16, which sort before U+FF21"],
        ["\uFF21", "Ａ"],
        ["without value", ""],
    ];

    /// <summary>Pairs of name and value, in no particular order.</summary>
    internal static IReadOnlyList<string[]> Pairs(ContextKind kind) => kind switch
    {
        ContextKind.None => [],
        ContextKind.Ascii => Ascii,
        ContextKind.NonAsciiMixedCase => NonAsciiMixedCase,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of context."),
    };

    internal static EncryptionContext Of(ContextKind kind) =>
        EncryptionContext.Create(Pairs(kind).Select(pair => KeyValuePair.Create(pair[0], pair[1])));

    /// <summary>The pairs of a message in the order in which it has them, as the peer reports them.</summary>
    internal static IEnumerable<string[]> PairsOf(EncryptionContext context) => context.Select(pair => (string[])[pair.Key, pair.Value]);
}
