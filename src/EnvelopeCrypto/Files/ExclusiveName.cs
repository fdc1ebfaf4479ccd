using System;
using System.IO;
using System.Runtime.InteropServices;

namespace EnvelopeCrypto.Files;

/// <summary>Gives a finished file its name by a step that cannot replace what stands there.</summary>
internal static partial class ExclusiveName
{
    private const int NameExists = 17;
    private const int CurrentDirectory = -100;
    private const uint NoReplace = 1;

    private static readonly bool HasRenameAt = OperatingSystem.IsLinux() && SystemLibrary.Has("renameat2");

    /// <summary>Renames a file within its directory.</summary>
    /// <returns>False when something has the name already, a link that leads nowhere included.</returns>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    internal static bool TryMove(string from, string to)
    {
        // File.Move without overwriting looks first and renames then, and so replaces what came in between; on Windows it does not.
        if (HasRenameAt)
        {
            if (RenameAt(CurrentDirectory, from, CurrentDirectory, to, NoReplace) == 0)
            {
                return true;
            }

            if (Marshal.GetLastPInvokeError() == NameExists)
            {
                return false;
            }
        }

        // Where that step is unknown: a second name, which likewise cannot replace.
        if (!OperatingSystem.IsWindows())
        {
            if (Link(from, to) == 0)
            {
                RemoveOldName(from);
                return true;
            }

            if (Marshal.GetLastPInvokeError() == NameExists)
            {
                return false;
            }
        }

        // File systems without hard links (FAT, some network drives): a race of microseconds remains.
        File.Move(from, to, overwrite: false);
        return true;
    }

    private static void RemoveOldName(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file is complete under its name; the next run removes the other one.
        }
    }

    [LibraryImport(SystemLibrary.Name, EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport(SystemLibrary.Name, EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);
}
