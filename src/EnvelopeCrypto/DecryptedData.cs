namespace EnvelopeCrypto;

/// <summary>Plaintext in memory and what is to be said of its message.</summary>
/// <param name="Plaintext">The plaintext; the caller's own, to be zeroed when it is secret.</param>
/// <param name="Result">Header, context and lengths.</param>
public sealed record DecryptedData(byte[] Plaintext, DecryptResult Result);
