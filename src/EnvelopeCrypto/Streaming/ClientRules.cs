using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Streaming;

/// <summary>What a client allows, whatever the message.</summary>
/// <param name="CommitmentPolicy">Which suites may be written and read.</param>
/// <param name="MaxEncryptedDataKeys">The most encrypted data keys in a message: 1 to 65,535.</param>
/// <param name="MaxFrameLength">The longest frame that is read, in bytes.</param>
internal sealed record ClientRules(CommitmentPolicy CommitmentPolicy, int MaxEncryptedDataKeys, int MaxFrameLength);
