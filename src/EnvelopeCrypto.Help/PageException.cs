using System;

namespace EnvelopeCrypto.Help;

/// <summary>A page that does not have the form that README.md of docs/cmdlets describes.</summary>
internal sealed class PageException(string file, int line, string message) : Exception(message)
{
    internal string File { get; } = file;

    internal int Line { get; } = line;
}
