using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using EnvelopeCrypto.Suites;

namespace EnvelopeCrypto.Errors;

/// <summary>Makes every error of the core, so that id, text and next step of each stand in one place. No text contains data or a key.</summary>
internal static class Error
{
    // A message may name 65,535 keys, each by 65,535 bytes.
    private const int MostFailuresShown = 50;
    private const int LongestFailureShown = 1000;

    // Not a message

    internal static NotAMessageException NotAMessage() => new(
        ErrorIds.NotAMessage, "The input is not an encrypted message: it does not begin with the version and type of one.");

    internal static NotAMessageException EmptyInput() => new(
        ErrorIds.NotAMessage, "The input is empty: there is no encrypted message in it.");

    internal static NotAMessageException UnknownSuite(int version, int suiteId) => new(
        ErrorIds.NotAMessage,
        $"The input is not an encrypted message that this library can read: format version {version} has no algorithm suite {suiteId:X4}.");

    internal static NotAMessageException Base64Message() => new(
        ErrorIds.Base64Message,
        "The input is base64 text of an encrypted message, not the message itself. Decode it first; in PowerShell, add -FromBase64.");

    internal static NotAMessageException TextDamagedMessage(string sign) => new(
        ErrorIds.TextDamagedMessage,
        $"The input is not an encrypted message: it contains {sign}, which is what remains when a program, such as a shell redirection, "
        + "writes binary data as text. The original bytes cannot be recovered from it; write the message to a file with -Destination, or as text with -AsBase64.");

    // Malformed

    internal static MalformedMessageException MalformedHeader(string what) => new(
        ErrorIds.MalformedHeader, $"The message header breaks the format: {what}. The message was damaged, or made to mislead.");

    internal static MalformedMessageException MalformedBody(string what) => new(
        ErrorIds.MalformedBody, $"The message body breaks the format: {what}. The message was damaged, or made to mislead.");

    internal static MalformedMessageException Truncated(string where) => new(
        ErrorIds.MessageTruncated, $"The message ends too early: its {where} is cut off. Fetch a complete copy.");

    internal static MalformedMessageException TrailingData() => new(
        ErrorIds.TrailingData, "More bytes follow the end of the message. One input must hold exactly one message.");

    // Limits

    internal static LimitExceededException HeaderTooLarge() => new(
        ErrorIds.HeaderTooLarge, "The message header is larger than 64 MiB, which no real header needs.");

    internal static LimitExceededException FrameTooLarge(ulong length, int max) => new(
        ErrorIds.FrameTooLarge,
        Text($"The message has frames of {length:N0} bytes; this reader accepts {max:N0}. If you trust its source, raise the maximum frame length (-MaxFrameLength)."));

    internal static LimitExceededException TooManyEncryptedDataKeys(int count, int max) => new(
        ErrorIds.TooManyEncryptedDataKeys,
        Text($"There are {count:N0} encrypted data keys and at most {max:N0} are allowed. If that is right, raise the limit (-MaxEncryptedDataKeys)."));

    internal static LimitExceededException PlaintextTooLong(long bound) => new(
        ErrorIds.PlaintextTooLong,
        Text($"The plaintext is longer than the {bound:N0} bytes that were declared for it. Nothing that was written may be used."));

    internal static LimitExceededException PlaintextTooLongForFrames(long frameLength) => new(
        ErrorIds.PlaintextTooLong, Text($"The plaintext is too long for frames of {frameLength:N0} bytes: a message has at most 4,294,967,295 frames."));

    internal static LimitExceededException PlaintextTooShort(long expected, long actual) => new(
        ErrorIds.PlaintextTooShort,
        Text($"The source ended after {actual:N0} of {expected:N0} bytes: it changed while it was read. Nothing that was written may be used."));

    // Authentication

    internal static MessageAuthenticationException HeaderTag(IReadOnlyCollection<string> addedNames, Exception? cause) => new(
        ErrorIds.HeaderAuthenticationFailed,
        addedNames.Count == 0
            ? "The message header does not verify: it was changed after it was written."
            : "The message header does not verify: it was changed after it was written, or it was not written with the values given for the "
              + $"encryption context names that it does not store: {string.Join(", ", addedNames)}. Check those values, or leave them out if the message was written without them.",
        cause);

    internal static MessageAuthenticationException BodyTag(uint sequence, Exception? cause) => new(
        ErrorIds.BodyAuthenticationFailed,
        Text($"Frame {sequence:N0} of the message does not verify: it was changed after it was written."), cause);

    internal static MessageAuthenticationException Commitment() => new(
        ErrorIds.CommitmentMismatch, "The message commits to another data key than the one it was opened with. It was tampered with.");

    internal static MessageAuthenticationException Signature() => new(
        ErrorIds.SignatureMismatch, "The signature of the message does not verify: the message was changed, or was not written by the holder of its signing key.");

    internal static MessageAuthenticationException VerificationKey(string what) => new(
        ErrorIds.SignatureMismatch, $"The signature of the message cannot be verified: {what}.");

    // Policy

    internal static CommitmentPolicyException CommitmentPolicyOnEncrypt(CommitmentPolicy policy, AlgorithmSuiteInfo suite) => new(
        ErrorIds.CommitmentPolicyViolation, $"The commitment policy {policy} does not allow writing with suite {suite}.");

    internal static CommitmentPolicyException CommitmentPolicyOnDecrypt(CommitmentPolicy policy, AlgorithmSuiteInfo suite) => new(
        ErrorIds.CommitmentPolicyViolation,
        $"The commitment policy {policy} does not allow reading suite {suite}, which does not commit to its key. "
        + $"If you trust the message, read it under {CommitmentPolicy.RequireEncryptAllowDecrypt} (-CommitmentPolicy).");

    // Keys

    /// <param name="failures">Why each encrypted data key did not serve.</param>
    /// <param name="addedNames">Context names that the caller gave and the message does not store: their values may be what is wrong.</param>
    internal static DataKeyException NoDataKey(IReadOnlyList<DataKeyFailure> failures, IReadOnlyCollection<string> addedNames)
    {
        bool tried = false;
        StringBuilder text = new();
        for (int i = 0; i < failures.Count; i++)
        {
            tried |= failures[i].Reason is not (DataKeyFailureReason.NotThisKey
                or DataKeyFailureReason.CannotDecrypt or DataKeyFailureReason.FilteredOut or DataKeyFailureReason.OtherRegion);
            if (i < MostFailuresShown)
            {
                text.Append(Environment.NewLine).Append("  ").Append(PrintableText.Of(failures[i].ToString(), LongestFailureShown));
            }
        }

        if (failures.Count > MostFailuresShown)
        {
            text.Append(Environment.NewLine).Append(CultureInfo.InvariantCulture, $"  and {failures.Count - MostFailuresShown:N0} more");
        }

        if (tried && addedNames.Count > 0)
        {
            text.Append(Environment.NewLine).Append("The key was opened with the values given for the encryption context names that the message does not store: ")
                .AppendJoin(", ", addedNames).Append(". Check those values, or leave them out if the message was written without them.");
        }

        return tried
            ? new DataKeyException(ErrorIds.DataKeyUnwrapFailed, $"No key could open the message's data key:{text}", failures)
            : new DataKeyException(
                ErrorIds.NoMatchingKey, $"None of the keys given is one that the message was written for:{text}", failures);
    }

    internal static KeyMaterialException WrappingKeyLength(int length) => new(
        ErrorIds.InvalidWrappingKey, $"An AES wrapping key has 16, 24 or 32 bytes; this one has {length}.");

    internal static KeyMaterialException ReservedNamespace() => new(
        ErrorIds.InvalidWrappingKey, "A key namespace may not begin with 'aws-kms': that names keys in AWS KMS.");

    internal static KeyMaterialException KeyName(string what) => new(
        ErrorIds.InvalidWrappingKey, $"The key {what} must not be empty, be valid Unicode and take at most 65,000 bytes in UTF-8.");

    internal static KeyMaterialException RsaKey(string what, Exception? cause = null) => new(ErrorIds.InvalidWrappingKey, what, cause);

    internal static KeyMaterialException KeyFile(string what, Exception? cause = null) => new(ErrorIds.InvalidKeyFile, what, cause);

    internal static KeyMaterialException CannotEncrypt(string keyring) => new(
        ErrorIds.KeyringCannotEncrypt, $"{keyring} holds no public key and cannot encrypt. Give the public key as well.");

    internal static KeyMaterialException WrapFailed(string keyring, Exception cause) => new(
        ErrorIds.DataKeyWrapFailed, $"{keyring} could not wrap the data key: {cause.Message}", cause);

    internal static KeyMaterialException GeneratorMadeNoKey(string keyring) => new(
        ErrorIds.DataKeyWrapFailed, $"The generator {keyring} of a multi-keyring made no data key.");

    internal static KeyMaterialException NoGenerator() => new(
        ErrorIds.KeyringCannotEncrypt, "A multi-keyring without a generator cannot encrypt: nothing makes the data key. Name one of its keyrings as the generator (-Generator).");

    // Materials

    internal static MaterialsException Materials(string what, Exception? cause = null) => new(
        ErrorIds.InvalidMaterials, $"The materials for the message must not be used: {what}.", cause);

    internal static MaterialsException MaterialsCacheFailed(string cache, Exception cause) => new(
        ErrorIds.MaterialsCacheFailed,
        cause is ObjectDisposedException
            ? $"The materials cache {cache} was disposed of. Make a new one, and a new materials manager over it."
            : $"The materials cache {cache} failed: {cause.Message}",
        cause);

    internal static MaterialsException RequiredContextIgnored(string name) => new(
        ErrorIds.InvalidMaterials,
        $"The materials for the message must not be used: the materials manager below does not treat the encryption context name '{name}' as required.");

    // Encryption context

    internal static EncryptionContextException EncryptionContextMismatch(string name) => new(
        ErrorIds.EncryptionContextMismatch, $"The message was written with another value for the encryption context name '{name}' than the one given.");

    internal static EncryptionContextException EncryptionContextMissing(string name) => new(
        ErrorIds.EncryptionContextMismatch, $"The encryption context name '{name}' is required and was not given.");

    internal static EncryptionContextException EncryptionContextReserved(string name) => new(
        ErrorIds.InvalidEncryptionContext,
        $"The encryption context name '{name}' begins with '{Format.EncryptionContext.ReservedPrefix}', which is reserved for the encryption SDK. Choose another name.");

    internal static EncryptionContextException EncryptionContextEmptyName() => new(
        ErrorIds.InvalidEncryptionContext, "An encryption context name is empty.");

    internal static EncryptionContextException EncryptionContextNull() => new(
        ErrorIds.InvalidEncryptionContext, "An encryption context name or value is null.");

    internal static EncryptionContextException EncryptionContextDuplicate(string name) => new(
        ErrorIds.InvalidEncryptionContext, $"The encryption context name '{name}' is given twice.");

    internal static EncryptionContextException EncryptionContextTooLarge(long length) => new(
        ErrorIds.InvalidEncryptionContext, Text($"The encryption context takes {length:N0} bytes; a message can hold 65,535."));

    internal static EncryptionContextException EncryptionContextNotUnicode(Exception cause) => new(
        ErrorIds.InvalidEncryptionContext, "An encryption context name or value is not valid Unicode (a surrogate stands alone).", cause);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
