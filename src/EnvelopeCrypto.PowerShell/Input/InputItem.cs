namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>One input of a data cmdlet: a file, data in memory, or a stream.</summary>
internal abstract class InputItem
{
    /// <summary>What error records have as their target: a path, or index and type of data, never data.</summary>
    internal abstract string Target { get; }
}
