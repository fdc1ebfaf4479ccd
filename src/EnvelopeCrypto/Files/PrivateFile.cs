using System;

namespace EnvelopeCrypto.Files;

/// <summary>Writes small files that only their owner may read.</summary>
internal static class PrivateFile
{
    internal static void Write(string path, ReadOnlySpan<byte> content, bool replace)
    {
        using DestinationFile file = DestinationFile.Prepare(path, source: null, new DestinationOptions { Replace = replace, Mode = FileModes.OwnerOnly });
        file.Write(content);
        file.Commit();
    }
}
