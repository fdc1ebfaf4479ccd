using System;
using System.Management.Automation;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.PowerShell.Errors;

/// <summary>Makes every ErrorRecord of the module: the id of the exception, the category that fits it, the input's path or index as target.</summary>
internal static class ErrorRecords
{
    internal static ErrorRecord From(Exception exception, object? target) => exception switch
    {
        EnvelopeCryptoException own => new ErrorRecord(own, own.ErrorId, CategoryOf(own), target),
        IContainsErrorRecord { ErrorRecord: { } record } => new ErrorRecord(record, exception),
        _ => new ErrorRecord(exception, CommandErrorIds.OperationFailed, ErrorCategory.OperationStopped, target),
    };

    private static ErrorCategory CategoryOf(EnvelopeCryptoException exception) => exception switch
    {
        NotAMessageException or MalformedMessageException => ErrorCategory.InvalidData,
        MessageAuthenticationException or CommitmentPolicyException => ErrorCategory.SecurityError,
        DataKeyException => exception.ErrorId == ErrorIds.NoMatchingKey ? ErrorCategory.ObjectNotFound : ErrorCategory.PermissionDenied,
        EncryptionContextException => exception.ErrorId == ErrorIds.EncryptionContextMismatch
            ? ErrorCategory.SecurityError
            : ErrorCategory.InvalidArgument,
        LimitExceededException => ErrorCategory.LimitsExceeded,
        KeyMaterialException => exception.ErrorId == ErrorIds.InvalidKeyFile ? ErrorCategory.InvalidData : ErrorCategory.InvalidArgument,
        AwsCredentialException or KmsException { ErrorId: ErrorIds.AwsCredentialsMissing } => ErrorCategory.AuthenticationError,
        KmsException kms => CategoryOfKms(kms.Reason),
        MaterialsException => ErrorCategory.InvalidResult,
        EnvelopeFileException => CategoryOfFile(exception.ErrorId, exception.InnerException),
        CommandException command => command.Category,
        _ => ErrorCategory.NotSpecified,
    };

    private static ErrorCategory CategoryOfKms(DataKeyFailureReason reason) => reason switch
    {
        DataKeyFailureReason.AccessDenied => ErrorCategory.PermissionDenied,
        DataKeyFailureReason.KeyUnavailable => ErrorCategory.ResourceUnavailable,
        DataKeyFailureReason.Throttled => ErrorCategory.LimitsExceeded,
        DataKeyFailureReason.Network => ErrorCategory.ConnectionError,
        DataKeyFailureReason.OtherRegion or DataKeyFailureReason.WrongContext => ErrorCategory.InvalidArgument,
        _ => ErrorCategory.InvalidResult,
    };

    private static ErrorCategory CategoryOfFile(string errorId, Exception? cause) => errorId switch
    {
        ErrorIds.SourceNotFound or ErrorIds.DestinationDirectoryNotFound => ErrorCategory.ObjectNotFound,
        ErrorIds.DestinationExists => ErrorCategory.ResourceExists,
        ErrorIds.WrittenFileDamaged => ErrorCategory.WriteError,
        ErrorIds.SourceChanged => ErrorCategory.ResourceBusy,
        ErrorIds.DiskFull => ErrorCategory.ResourceUnavailable,
        ErrorIds.SourceUnreadable => cause is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.ReadError,
        ErrorIds.DestinationUnwritable => cause is UnauthorizedAccessException ? ErrorCategory.PermissionDenied : ErrorCategory.WriteError,
        _ => ErrorCategory.InvalidArgument,
    };
}
