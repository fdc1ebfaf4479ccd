namespace EnvelopeCrypto;

/// <summary>A message in memory and what is to be said of it.</summary>
/// <param name="Message">The message; the caller's own.</param>
/// <param name="Result">Header and lengths.</param>
public sealed record EncryptedData(byte[] Message, EncryptResult Result);
