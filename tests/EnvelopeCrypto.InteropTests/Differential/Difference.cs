using System;
using System.Linq;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.InteropTests.Differential;

/// <summary>What both sides made of one message, and whether a difference is one that docs/strictness.md tells of.</summary>
/// <param name="What">What was done to the message.</param>
/// <param name="Message">The message.</param>
/// <param name="Ours">The plaintext, or null.</param>
/// <param name="Error">Our error, or null.</param>
/// <param name="Theirs">The peer's plaintext, or null.</param>
/// <param name="TheirError">The peer's error, or null.</param>
internal sealed record Difference(string What, byte[] Message, byte[]? Ours, EnvelopeCryptoException? Error, byte[]? Theirs, string? TheirError)
{
    /// <summary>What is refused here and not there, as our error puts it.</summary>
    private static readonly string[] HeaderRules = ["it is not framed but has a frame length", "its encryption context has a length but no pairs"];

    /// <summary>Whether both opened it alike, or neither did.</summary>
    internal bool IsAgreement => Ours is null == Theirs is null && (Ours is null || Ours.AsSpan().SequenceEqual(Theirs));

    /// <summary>Why they differ, or null when nothing explains it.</summary>
    internal string? Explanation => (Ours, Theirs, Error?.ErrorId) switch
    {
        (null, not null, ErrorIds.TrailingData) => "bytes after the message are refused here",
        (null, not null, ErrorIds.MalformedHeader) => HeaderRules.FirstOrDefault(rule => Error!.Message.Contains(rule, StringComparison.Ordinal)),
        (not null, null, _) when TheirError!.Contains("Malformed encrypted data key", StringComparison.Ordinal) && HasEmptyKey =>
            "an encrypted data key without a ciphertext, beside one that opens, is refused there",
        _ => null,
    };

    private bool HasEmptyKey => new EnvelopeClient().ReadHeader(Message).EncryptedDataKeys.Any(key => key.Ciphertext.IsEmpty);

    public override string ToString() =>
        $"{What}: ours {Ours?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Error!.ErrorId + " " + Error.Message}, "
        + $"theirs {Theirs?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? TheirError}\n{Convert.ToHexString(Message)}";
}
