using System;
using System.IO;
using EnvelopeCrypto.Errors;
using EnvelopeCrypto.Files;

namespace EnvelopeCrypto.Trees;

/// <summary>Where what is made of a tree goes: the contents of the tree directly under a directory.</summary>
public static class TreeDestination
{
    /// <summary>Refuses a destination that is the source or lies within it, by whatever names.</summary>
    /// <param name="source">The full path of the root of a tree.</param>
    /// <param name="destination">A full path; it need not exist.</param>
    /// <exception cref="EnvelopeFileException">What is written would be read.</exception>
    public static void DemandOutside(string source, string destination)
    {
        if (RealPath.IsWithin(RealPath.Of(destination), RealPath.Of(source)))
        {
            throw FileError.DestinationInsideSource(destination, source);
        }
    }

    /// <summary>Makes a directory, and those above it, where there is none. On Unix its mode is that of the directory it corresponds to, within the umask.</summary>
    /// <param name="directory">The full path of the directory to be made.</param>
    /// <param name="source">The full path of the directory that it corresponds to.</param>
    /// <exception cref="EnvelopeFileException">It cannot be made.</exception>
    public static void CreateDirectory(string directory, string source)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, FileModes.ForDirectory(source));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.DestinationUnwritable(directory, e);
        }
    }

    /// <summary>Gives a directory the times of the one that it corresponds to. For when nothing is written into it any more, as that changes them.</summary>
    /// <param name="directory">The full path of the directory that was written into.</param>
    /// <param name="source">The full path of the directory that it corresponds to.</param>
    /// <exception cref="EnvelopeFileException">They cannot be set.</exception>
    public static void KeepTimes(string directory, string source)
    {
        try
        {
            DirectoryInfo from = new(source);
            Directory.SetLastAccessTimeUtc(directory, from.LastAccessTimeUtc);
            Directory.SetLastWriteTimeUtc(directory, from.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError.DestinationUnwritable(directory, e);
        }
    }
}
