namespace EnvelopeCrypto.InteropTests.Matrix;

/// <summary>What encryption context a message of the matrix has.</summary>
public enum ContextKind
{
    None,

    Ascii,

    /// <summary>Names whose order by UTF-8 bytes differs from those by locale, by case and by UTF-16 units.</summary>
    NonAsciiMixedCase,
}
