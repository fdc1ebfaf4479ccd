using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EnvelopeCrypto.PowerShell.Errors;
using EnvelopeCrypto.PowerShell.Input;

namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>Names the destination of each input, and refuses that two inputs of one command have the same.</summary>
internal sealed class DestinationNames
{
    private readonly string? _destination;
    private readonly bool _isDirectory;
    private readonly Func<string, string> _rename;

    // Not the names themselves: a run may have very many.
    private readonly HashSet<ulong> _used = [];

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

    /// <summary>The destination for a file that was named or found in a tree.</summary>
    internal string ForFile(FileInput file) => file.TreeDirectory is null || _destination is null
        ? ForFile(file.Path)
        : Path.Combine(_destination, file.TreeDirectory, _rename(Path.GetFileName(file.Path)));

    /// <summary>The destination for something without a name.</summary>
    internal string ForUnnamed() => _destination is not null && !_isDirectory
        ? _destination
        : throw CommandError.Combination("The input has no name: give a file, not a directory, as -Destination.");

    /// <summary>Marks a destination as taken by an input of this command.</summary>
    internal void Claim(string destination)
    {
        if (!_used.Add(Digest(destination)))
        {
            throw CommandError.DestinationUsedTwice(destination);
        }
    }

    /// <summary>Whether an input of this command has the destination already.</summary>
    internal bool IsClaimed(string destination) => _used.Contains(Digest(destination));

    private static ulong Digest(string destination)
    {
        string compared = OperatingSystem.IsLinux() ? destination : destination.ToUpperInvariant();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(compared.AsSpan()), digest);
        return MemoryMarshal.Read<ulong>(digest);
    }
}
