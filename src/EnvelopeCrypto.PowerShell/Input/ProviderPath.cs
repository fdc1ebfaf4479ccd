using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.PowerShell.Errors;
using Microsoft.PowerShell.Commands;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>Turns what a user writes as a path into full file system paths: $PWD, PSDrives, wildcards. No user's path reaches System.IO without it.</summary>
internal static class ProviderPath
{
    /// <summary>One path, without wildcards; it need not exist.</summary>
    internal static string Literal(PSCmdlet cmdlet, string path)
    {
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            DemandFileSystem(path, provider);
            return full;
        }
        catch (Exception e) when (IsPathProblem(e))
        {
            throw CommandError.InvalidPath(path, e);
        }
    }

    /// <summary>All existing paths that a pattern matches; a path without wildcards that does not exist is an error.</summary>
    internal static IReadOnlyList<string> Matching(PSCmdlet cmdlet, string path)
    {
        try
        {
            IReadOnlyList<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            DemandFileSystem(path, provider);
            return found;
        }
        catch (ItemNotFoundException)
        {
            string full = Literal(cmdlet, path);
            throw new EnvelopeFileException(ErrorIds.SourceNotFound, $"There is no file '{full}'.");
        }
        catch (Exception e) when (IsPathProblem(e))
        {
            throw CommandError.InvalidPath(path, e);
        }
    }

    /// <summary>Whether a path, which may have a trailing separator, is to be taken as a directory.</summary>
    internal static bool IsDirectory(string userPath, string fullPath) => Path.EndsInDirectorySeparator(userPath) || Directory.Exists(fullPath);

    /// <summary>The path as the provider writes it, which other cmdlets bind as LiteralPath.</summary>
    internal static string ToPSPath(string fullPath) => $"Microsoft.PowerShell.Core\\FileSystem::{fullPath}";

    private static void DemandFileSystem(string path, ProviderInfo provider)
    {
        if (provider.ImplementingType != typeof(FileSystemProvider))
        {
            throw CommandError.ProviderNotSupported(path, provider.Name);
        }
    }

    private static bool IsPathProblem(Exception e) =>
        e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException or PSArgumentException
            or PSInvalidOperationException or PSNotSupportedException or ArgumentException or NotSupportedException or IOException;
}
