using System;
using System.IO;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Files;

/// <summary>A file that is to be replaced by what is made of it, as it stood before it was opened: replaced it may be only while it is that.</summary>
/// <param name="Path">Where it is, links followed.</param>
/// <param name="Stamp">Which it is.</param>
internal sealed record StandingFile(string Path, FileStamp Stamp)
{
    internal static StandingFile At(string path, FileCalls calls)
    {
        try
        {
            string target = calls.Target(path);
            return new StandingFile(target, calls.Stamp(target));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileError.SourceNotFound(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.SourceUnreadable(path, e);
        }
    }
}
