using System;
using System.Collections.Generic;
using EnvelopeCrypto.Fuzz.Engine;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>A way into the library for bytes that nobody vouches for.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>The names, in the order in which "all" runs them.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["header", "body", "message", "stream", "base64", "keyfile", "pem"];

    internal abstract string Name { get; }

    /// <summary>What an input may cost.</summary>
    internal abstract Limits Limits { get; }

    /// <summary>Words of the format, to be put where mutation would not find them.</summary>
    internal virtual IReadOnlyList<byte[]> Words => FormatWords.Message;

    /// <summary>Inputs are cut to this many bytes.</summary>
    internal virtual int MaxLength => 8192;

    internal static FuzzTarget Create(string name) => name switch
    {
        "header" => new HeaderTarget(),
        "body" => new BodyTarget(),
        "message" => new MessageTarget(),
        "stream" => new StreamTarget(),
        "base64" => new Base64Target(),
        "keyfile" => new KeyFileTarget(),
        "pem" => new PemTarget(),
        _ => throw new ArgumentException($"There is no target '{name}': {string.Join(", ", Names)}, all.", nameof(name)),
    };

    internal abstract IEnumerable<byte[]> Seeds();

    /// <summary>Takes one input.</summary>
    /// <returns>How it ended, in a word; errors of the library are thrown.</returns>
    internal abstract string Run(byte[] input);

    public virtual void Dispose()
    {
    }
}
