namespace EnvelopeCrypto.Errors;

/// <summary>The stable ids of all errors that this library raises. In PowerShell they are the first part of FullyQualifiedErrorId.</summary>
public static class ErrorIds
{
    /// <summary>The input does not begin as a message does.</summary>
    public const string NotAMessage = nameof(NotAMessage);

    /// <summary>The input is the base64 text of a message.</summary>
    public const string Base64Message = nameof(Base64Message);

    /// <summary>The input was a message before something re-encoded it as text.</summary>
    public const string TextDamagedMessage = nameof(TextDamagedMessage);

    /// <summary>A header field has a value that the format does not allow.</summary>
    public const string MalformedHeader = nameof(MalformedHeader);

    /// <summary>A frame field has a value that the format does not allow.</summary>
    public const string MalformedBody = nameof(MalformedBody);

    /// <summary>The input ends before the message does.</summary>
    public const string MessageTruncated = nameof(MessageTruncated);

    /// <summary>Bytes follow the message.</summary>
    public const string TrailingData = nameof(TrailingData);

    /// <summary>A frame, or a body that is one piece, is larger than the reader accepts.</summary>
    public const string FrameTooLarge = nameof(FrameTooLarge);

    /// <summary>The header is larger than the reader accepts.</summary>
    public const string HeaderTooLarge = nameof(HeaderTooLarge);

    /// <summary>The header, or the materials, have more encrypted data keys than allowed.</summary>
    public const string TooManyEncryptedDataKeys = nameof(TooManyEncryptedDataKeys);

    /// <summary>The plaintext is longer than its declared length or bound, or than the format can hold.</summary>
    public const string PlaintextTooLong = nameof(PlaintextTooLong);

    /// <summary>The plaintext is shorter than its known length: the source changed while it was read.</summary>
    public const string PlaintextTooShort = nameof(PlaintextTooShort);

    /// <summary>The tag of the header does not verify.</summary>
    public const string HeaderAuthenticationFailed = nameof(HeaderAuthenticationFailed);

    /// <summary>The tag of a frame does not verify.</summary>
    public const string BodyAuthenticationFailed = nameof(BodyAuthenticationFailed);

    /// <summary>The message commits to another data key.</summary>
    public const string CommitmentMismatch = nameof(CommitmentMismatch);

    /// <summary>The signature does not verify.</summary>
    public const string SignatureMismatch = nameof(SignatureMismatch);

    /// <summary>The suite is not allowed by the commitment policy.</summary>
    public const string CommitmentPolicyViolation = nameof(CommitmentPolicyViolation);

    /// <summary>None of the keys at hand is named by the message.</summary>
    public const string NoMatchingKey = nameof(NoMatchingKey);

    /// <summary>A key has the right name but does not open the message's data key.</summary>
    public const string DataKeyUnwrapFailed = nameof(DataKeyUnwrapFailed);

    /// <summary>The encryption context is not the one that the message was written with.</summary>
    public const string EncryptionContextMismatch = nameof(EncryptionContextMismatch);

    /// <summary>The encryption context cannot be used: reserved key, too large, or text that is not Unicode.</summary>
    public const string InvalidEncryptionContext = nameof(InvalidEncryptionContext);

    /// <summary>A wrapping key has a length or form that cannot be used.</summary>
    public const string InvalidWrappingKey = nameof(InvalidWrappingKey);

    /// <summary>A key file is damaged or of another kind.</summary>
    public const string InvalidKeyFile = nameof(InvalidKeyFile);

    /// <summary>A keyring cannot do what was asked: it holds a public key only, or a private key only.</summary>
    public const string KeyringCannotEncrypt = nameof(KeyringCannotEncrypt);

    /// <summary>A keyring failed to wrap the data key.</summary>
    public const string DataKeyWrapFailed = nameof(DataKeyWrapFailed);

    /// <summary>A KMS key id is none, or key ids contradict each other.</summary>
    public const string InvalidKmsKeyId = nameof(InvalidKmsKeyId);

    /// <summary>It is not known which Region to ask.</summary>
    public const string KmsRegionMissing = nameof(KmsRegionMissing);

    /// <summary>KMS refused a call: access denied, key disabled or not there, wrong context, throttling.</summary>
    public const string KmsRefused = nameof(KmsRefused);

    /// <summary>KMS could not be reached in time.</summary>
    public const string KmsUnreachable = nameof(KmsUnreachable);

    /// <summary>KMS answered what cannot be right.</summary>
    public const string KmsBadAnswer = nameof(KmsBadAnswer);

    /// <summary>The encryption context is larger than KMS takes.</summary>
    public const string KmsContextTooLarge = nameof(KmsContextTooLarge);

    /// <summary>An AWS profile assumes a role or signs in, which is left to AWS.Tools.</summary>
    public const string AwsProfileNeedsAwsTools = nameof(AwsProfileNeedsAwsTools);

    /// <summary>AWS credentials are missing, incomplete or cannot be resolved.</summary>
    public const string AwsCredentialsMissing = nameof(AwsCredentialsMissing);

    /// <summary>A keyring, materials manager or cache returned materials that must not be used.</summary>
    public const string InvalidMaterials = nameof(InvalidMaterials);

    /// <summary>A materials cache threw an exception: it was disposed of, or has a defect.</summary>
    public const string MaterialsCacheFailed = nameof(MaterialsCacheFailed);

    /// <summary>The source file does not exist.</summary>
    public const string SourceNotFound = nameof(SourceNotFound);

    /// <summary>The source cannot be read.</summary>
    public const string SourceUnreadable = nameof(SourceUnreadable);

    /// <summary>The source is a directory.</summary>
    public const string SourceIsDirectory = nameof(SourceIsDirectory);

    /// <summary>The source is a FIFO, device or socket: it is not opened.</summary>
    public const string SourceNotRegularFile = nameof(SourceNotRegularFile);

    /// <summary>A file that was to be replaced in place was changed meanwhile.</summary>
    public const string SourceChanged = nameof(SourceChanged);

    /// <summary>The destination exists and was not to be replaced.</summary>
    public const string DestinationExists = nameof(DestinationExists);

    /// <summary>The destination is a directory, device or anything else that is no file.</summary>
    public const string DestinationNotAFile = nameof(DestinationNotAFile);

    /// <summary>The directory of the destination does not exist.</summary>
    public const string DestinationDirectoryNotFound = nameof(DestinationDirectoryNotFound);

    /// <summary>The destination cannot be written.</summary>
    public const string DestinationUnwritable = nameof(DestinationUnwritable);

    /// <summary>The disk of the destination is full.</summary>
    public const string DiskFull = nameof(DiskFull);

    /// <summary>What was written could not be read back and decrypted.</summary>
    public const string WrittenFileDamaged = nameof(WrittenFileDamaged);

    /// <summary>The destination of a tree lies within the tree.</summary>
    public const string DestinationInsideSource = nameof(DestinationInsideSource);

    /// <summary>Source and destination are the same file.</summary>
    public const string SameFile = nameof(SameFile);
}
