using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Pipeline;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Turns what a data cmdlet was given into inputs.</summary>
internal sealed class InputReader : IDisposable
{
    private readonly WritingCmdlet _cmdlet;
    private readonly InputObjectReader _objects = new();

    internal InputReader(WritingCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
    }

    internal IEnumerable<InputItem> FromObject(object? value) => _objects.Read(value);

    /// <summary>Index and type of the object that is being read.</summary>
    internal string CurrentObject => _objects.Current;

    /// <summary>Bytes that came one by one and are one input now.</summary>
    internal IEnumerable<InputItem> Finish() => _objects.Finish();

    internal IEnumerable<InputItem> FromLiteralPath(string path)
    {
        string full = ProviderPath.Literal(_cmdlet, path);
        return EnvelopeFiles.IsPartialFileName(Path.GetFileName(full)) ? throw CommandError.PartialFile(full) : [new FileInput(full)];
    }

    internal IEnumerable<InputItem> FromPath(string path)
    {
        bool pattern = WildcardPattern.ContainsWildcardCharacters(path);
        List<InputItem> items = [];
        foreach (string full in ProviderPath.Matching(_cmdlet, path))
        {
            if (!EnvelopeFiles.IsPartialFileName(Path.GetFileName(full)))
            {
                items.Add(new FileInput(full));
            }
            else if (!pattern)
            {
                throw CommandError.PartialFile(full);
            }
        }

        if (items.Count == 0)
        {
            string full = ProviderPath.Literal(_cmdlet, path);
            _cmdlet.WriteWarning(File.Exists(full)
                ? $"No file matches '{path}', as '[' and ']' make it a pattern. There is a file of exactly that name: give it with -LiteralPath."
                : $"No file matches '{path}'.");
        }

        return items;
    }

    public void Dispose() => _objects.Dispose();
}
