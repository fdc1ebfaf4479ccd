namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>The parameter sets of the data cmdlets: each kind of input with each source of keys.</summary>
internal static class ParameterSets
{
    internal const string Object = "Object";
    internal const string Path = "Path";
    internal const string LiteralPath = "LiteralPath";
    internal const string Stream = "Stream";

    internal const string ObjectManager = "ObjectAndMaterialsManager";
    internal const string ObjectKeyring = "ObjectAndKeyring";
    internal const string ObjectKeyFile = "ObjectAndKeyFile";
    internal const string PathManager = "PathAndMaterialsManager";
    internal const string PathKeyring = "PathAndKeyring";
    internal const string PathKeyFile = "PathAndKeyFile";
    internal const string LiteralPathManager = "LiteralPathAndMaterialsManager";
    internal const string LiteralPathKeyring = "LiteralPathAndKeyring";
    internal const string LiteralPathKeyFile = "LiteralPathAndKeyFile";
    internal const string StreamManager = "StreamAndMaterialsManager";
    internal const string StreamKeyring = "StreamAndKeyring";
    internal const string StreamKeyFile = "StreamAndKeyFile";
    internal const string ObjectKms = "ObjectAndKeyId";
    internal const string PathKms = "PathAndKeyId";
    internal const string LiteralPathKms = "LiteralPathAndKeyId";
    internal const string StreamKms = "StreamAndKeyId";
    internal const string ObjectDiscovery = "ObjectAndDiscovery";
    internal const string PathDiscovery = "PathAndDiscovery";
    internal const string LiteralPathDiscovery = "LiteralPathAndDiscovery";
    internal const string StreamDiscovery = "StreamAndDiscovery";
}
