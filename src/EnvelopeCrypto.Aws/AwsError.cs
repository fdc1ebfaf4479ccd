using System;
using System.Globalization;
using System.Net.Http;
using Amazon.Runtime;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Aws;

/// <summary>Makes the errors that concern credentials and calls, and translates those of the AWS SDK.</summary>
internal static class AwsError
{
    internal static AwsCredentialException IncompleteKeys() => new(
        ErrorIds.AwsCredentialsMissing, "An access key and a secret key are needed together (-AccessKey -SecretKey).");

    internal static AwsCredentialException NoSuchProfile(string name) => new(
        ErrorIds.AwsCredentialsMissing, $"There is no AWS profile '{name}'. No other credentials were tried in its place.");

    internal static AwsCredentialException ProfileNeedsAwsTools(string name, Exception cause) => new(
        ErrorIds.AwsProfileNeedsAwsTools,
        $"The AWS profile '{name}' assumes a role or signs in, which this module leaves to AWS.Tools. Import AWS.Tools.Common (with AWS.Tools.SecurityToken, or "
        + "AWS.Tools.SSO and SSOOIDC) and try again, or give the credentials with -Credential.",
        cause);

    internal static AwsCredentialException ProfileUnusable(string name, Exception cause) => new(
        ErrorIds.AwsCredentialsMissing, $"The AWS profile '{name}' gives no credentials: {cause.Message}", cause);

    internal static KmsException TimedOut(string operation, string keyId, string endpoint, TimeSpan timeout, Exception cause) => new(
        ErrorIds.KmsUnreachable,
        DataKeyFailureReason.Network,
        string.Create(CultureInfo.InvariantCulture, $"{operation} for '{keyId}' was not answered by {endpoint} within {timeout.TotalSeconds:0.#} seconds."),
        requestId: null,
        cause);

    internal static KmsException From(string operation, string keyId, string endpoint, Exception cause)
    {
        if (cause is AmazonServiceException { RequestId.Length: > 0 } answered)
        {
            DataKeyFailureReason reason = ReasonOf(answered);
            return new KmsException(
                ErrorIds.KmsRefused,
                reason,
                $"{operation} for '{keyId}' was refused by {endpoint}: {answered.ErrorCode}: {TextOf(answered)}{HintFor(reason, answered.ErrorCode)} (request id {answered.RequestId})",
                answered.RequestId,
                cause);
        }

        if (cause is AmazonClientException)
        {
            // The AWS SDK raises these before it asks anybody, most of all when it finds no credentials.
            return new KmsException(
                ErrorIds.AwsCredentialsMissing, DataKeyFailureReason.AccessDenied, $"{operation} for '{keyId}' could not be sent: {cause.Message}", requestId: null, cause);
        }

        bool network = cause is HttpRequestException or AmazonServiceException { InnerException: HttpRequestException or System.IO.IOException };
        return new KmsException(
            network ? ErrorIds.KmsUnreachable : ErrorIds.KmsRefused,
            network ? DataKeyFailureReason.Network : DataKeyFailureReason.ServiceFailed,
            network
                ? $"{operation} for '{keyId}': {endpoint} cannot be reached: {Innermost(cause).Message}"
                : $"{operation} for '{keyId}' at {endpoint} failed: {cause.Message}",
            requestId: null,
            cause);
    }

    private static DataKeyFailureReason ReasonOf(AmazonServiceException exception) => exception.ErrorCode switch
    {
        "AccessDeniedException" or "AccessDenied" or "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException"
            or "SignatureDoesNotMatch" or "ExpiredTokenException" or "ExpiredToken" or "MissingAuthenticationTokenException"
            or "MissingAuthenticationToken" or "IncompleteSignature" or "NotAuthorized" => DataKeyFailureReason.AccessDenied,
        "NotFoundException" or "DisabledException" or "KMSInvalidStateException" or "KeyUnavailableException"
            or "InvalidKeyUsageException" or "InvalidArnException" => DataKeyFailureReason.KeyUnavailable,
        "InvalidCiphertextException" or "IncorrectKeyException" => DataKeyFailureReason.WrongContext,
        "ThrottlingException" or "Throttling" or "TooManyRequestsException" or "LimitExceededException"
            or "RequestLimitExceeded" => DataKeyFailureReason.Throttled,
        _ => DataKeyFailureReason.ServiceFailed,
    };

    private static string HintFor(DataKeyFailureReason reason, string errorCode) => (reason, errorCode) switch
    {
        (DataKeyFailureReason.WrongContext, _) => "; most often another encryption context, or a changed message",
        (DataKeyFailureReason.AccessDenied, "AccessDeniedException") => "; the caller needs kms:GenerateDataKey and kms:Encrypt to encrypt, kms:Decrypt to decrypt",
        (DataKeyFailureReason.AccessDenied, _) => "; check the AWS credentials",
        _ => "",
    };

    private static string TextOf(AmazonServiceException exception) =>
        string.IsNullOrWhiteSpace(exception.Message) || exception.Message.StartsWith("Exception of type", StringComparison.Ordinal) ? "no reason given" : exception.Message;

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
