using System;
using System.IO;

namespace EnvelopeCrypto.Files;

/// <summary>Tells whether the file that stands under a path is still the one that was read, unchanged.</summary>
internal readonly record struct FileStamp(UInt128 Identity, long Length, DateTime LastWriteTimeUtc)
{
    internal static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(FileFacts.Of(path).Identity, file.Length, file.LastWriteTimeUtc) : default;
    }
}
