namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>The parameter sets of the cmdlets that read messages or plaintext: one for each kind of input.</summary>
internal static class ParameterSets
{
    internal const string Object = "Object";
    internal const string Path = "Path";
    internal const string LiteralPath = "LiteralPath";
    internal const string Stream = "Stream";
}
