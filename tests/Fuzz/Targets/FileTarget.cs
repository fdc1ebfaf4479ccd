using System.IO;

namespace EnvelopeCrypto.Fuzz.Targets;

/// <summary>Something that is read from a file by its path.</summary>
internal abstract class FileTarget : FuzzTarget
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("envelope-fuzz-");

    /// <summary>The file that holds the input.</summary>
    protected string Write(byte[] input)
    {
        string path = Path.Combine(_folder.FullName, "input");
        File.WriteAllBytes(path, input);
        return path;
    }

    public override void Dispose()
    {
        _folder.Delete(recursive: true);
        base.Dispose();
    }
}
