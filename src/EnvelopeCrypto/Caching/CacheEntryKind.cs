namespace EnvelopeCrypto.Caching;

/// <summary>What the entry of a materials cache is used for.</summary>
public enum CacheEntryKind
{
    /// <summary>To write messages.</summary>
    Encryption,

    /// <summary>To read messages.</summary>
    Decryption,
}
