using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Completes the names of encodings.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    private static readonly string[] Names = ["utf8", "unicode", "bigendianunicode", "utf32", "ascii", "latin1"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        foreach (string name in Names)
        {
            if (name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name);
            }
        }
    }
}
