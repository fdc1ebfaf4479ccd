namespace EnvelopeCrypto.Format;

/// <summary>How the body of a message is laid out.</summary>
/// <remarks>Specification: data-format/message-header.md, "Content Type".</remarks>
#pragma warning disable CA1008 // Zero is no content type of the format.
public enum ContentType
#pragma warning restore CA1008
{
    /// <summary>One piece, in memory as a whole when read. Only read, never written.</summary>
    NonFramed = 1,

    /// <summary>Frames of equal length and a final one.</summary>
    Framed = 2,
}
