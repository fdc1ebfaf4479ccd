namespace EnvelopeCrypto.Keyrings;

/// <summary>The paddings of raw RSA keyrings.</summary>
/// <remarks>Specification: framework/raw-rsa-keyring.md, "Supported Padding Schemes". OAEP uses MGF1 with the same hash.</remarks>
public enum RawRsaPadding
{
    /// <summary>PKCS#1 v1.5. For old messages only.</summary>
    Pkcs1,

    /// <summary>OAEP with SHA-1.</summary>
    OaepSha1,

    /// <summary>OAEP with SHA-256.</summary>
    OaepSha256,

    /// <summary>OAEP with SHA-384.</summary>
    OaepSha384,

    /// <summary>OAEP with SHA-512.</summary>
    OaepSha512,
}
