namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>A file, by its full path.</summary>
internal sealed class FileInput(string path) : InputItem
{
    internal string Path { get; } = path;

    internal override string Target => Path;
}
