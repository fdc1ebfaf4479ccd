using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>Completes key ARNs that were given before in this session, by their beginning or that of the key's own id. Nobody is asked.</summary>
public sealed class KeyIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        foreach (string arn in UsedKeys.List())
        {
            string id = arn[(arn.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (arn.StartsWith(word, StringComparison.OrdinalIgnoreCase) || id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(arn);
            }
        }
    }
}
