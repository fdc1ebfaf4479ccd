using System;
using System.Collections.Generic;
using System.IO;
using EnvelopeCrypto.PowerShell.Errors;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>Names the destination of each input, and refuses that two inputs of one command have the same.</summary>
internal sealed class DestinationNames
{
    private readonly string? _destination;
    private readonly bool _isDirectory;
    private readonly Func<string, string> _rename;
    private readonly HashSet<string> _used = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <param name="destination">A full path, or null for beside the input.</param>
    /// <param name="isDirectory">Whether the destination is a directory that takes many files.</param>
    /// <param name="rename">From the name of an input file to that of its destination.</param>
    internal DestinationNames(string? destination, bool isDirectory, Func<string, string> rename)
    {
        _destination = destination;
        _isDirectory = isDirectory;
        _rename = rename;
    }

    /// <summary>The destination for a file.</summary>
    internal string ForFile(string path)
    {
        if (_destination is null)
        {
            return Path.Combine(Path.GetDirectoryName(path) ?? "", _rename(Path.GetFileName(path)));
        }

        return _isDirectory ? Path.Combine(_destination, _rename(Path.GetFileName(path))) : _destination;
    }

    /// <summary>The destination for something without a name.</summary>
    internal string ForUnnamed() => _destination is not null && !_isDirectory
        ? _destination
        : throw CommandError.Combination("The input has no name: give a file, not a directory, as -Destination.");

    /// <summary>Marks a destination as taken by an input of this command.</summary>
    internal void Claim(string destination)
    {
        if (!_used.Add(destination))
        {
            throw CommandError.DestinationUsedTwice(destination);
        }
    }
}
