using System.IO;

namespace EnvelopeCrypto.PowerShell.Input;

/// <summary>The caller's stream, from where it stands.</summary>
internal sealed class StreamInput(Stream stream) : InputItem
{
    internal Stream Stream { get; } = stream;

    internal override string Target => "InputStream";
}
