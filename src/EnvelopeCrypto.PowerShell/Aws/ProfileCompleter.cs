using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EnvelopeCrypto.PowerShell.Aws;

/// <summary>Completes the names of AWS profiles from the section headings of the shared files; no value in them is looked at.</summary>
public sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        Collect(Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(folder, "credentials"), names);
        Collect(Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") ?? Path.Combine(folder, "config"), names);
        foreach (string name in names)
        {
            if (name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name.Contains(' ', StringComparison.Ordinal) ? $"'{name}'" : name);
            }
        }
    }

    private static void Collect(string path, SortedSet<string> names)
    {
        const string Profile = "profile ";
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                string heading = line.Trim();
                if (heading is ['[', .. { } name, ']'] && !name.StartsWith("sso-session ", StringComparison.Ordinal) && !name.StartsWith("services ", StringComparison.Ordinal))
                {
                    names.Add(name.StartsWith(Profile, StringComparison.Ordinal) ? name[Profile.Length..].Trim() : name.Trim());
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No file, no completion.
        }
    }
}
