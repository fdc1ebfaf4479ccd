namespace EnvelopeCrypto.PowerShell.Output;

/// <summary>A key file that was made: where it is and what messages call its key. Never the key.</summary>
public sealed class RawAesKeyFileInfo
{
    internal RawAesKeyFileInfo(string path, string keyNamespace, string keyName)
    {
        Path = path;
        KeyNamespace = keyNamespace;
        KeyName = keyName;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Stored in each message as the key provider id.</summary>
    public string KeyNamespace { get; }

    /// <summary>Stored in each message.</summary>
    public string KeyName { get; }

    /// <summary>The file.</summary>
    public override string ToString() => Path;
}
