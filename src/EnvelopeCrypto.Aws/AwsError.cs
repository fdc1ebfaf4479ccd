using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using EnvelopeCrypto.Errors;

namespace EnvelopeCrypto.Aws;

/// <summary>Makes the errors that concern credentials and calls, and translates those of the AWS SDK.</summary>
internal static class AwsError
{
    internal static AwsCredentialException IncompleteKeys() => new(
        ErrorIds.AwsCredentialsMissing, "An access key and a secret key are needed together (-AccessKey -SecretKey), and a session token only goes with them.");

    internal static AwsCredentialException LocationWithoutProfile() => new(
        ErrorIds.AwsCredentialsMissing, "A credentials file was named and no profile in it (-ProfileLocation without -ProfileName).");

    internal static AwsCredentialException NoSuchProfile(string name) => new(
        ErrorIds.AwsCredentialsMissing, $"There is no AWS profile '{name}'. No other credentials were tried in its place.");

    internal static AwsCredentialException ProfileNeedsAwsTools(string name) => new(
        ErrorIds.AwsProfileNeedsAwsTools,
        $"The AWS profile '{name}' assumes a role or signs in, which this module leaves to AWS.Tools. Import AWS.Tools.Common (with AWS.Tools.SecurityToken, or "
        + "AWS.Tools.SSO and SSOOIDC) and try again, or give the credentials with -Credential.")
    {
        ProfileName = name,
    };

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
        string? requestId = cause is AmazonServiceException { RequestId.Length: > 0 } known ? known.RequestId : null;
        if (requestId is not null && cause is AmazonServiceException answered and not AmazonUnmarshallingException)
        {
            DataKeyFailureReason reason = ReasonOf(answered);
            return new KmsException(
                ErrorIds.KmsRefused,
                reason,
                $"{operation} for '{keyId}' was refused by {endpoint}: {answered.ErrorCode}: {TextOf(answered)}{HintFor(reason, answered.ErrorCode)} (request id {requestId})",
                requestId,
                cause);
        }

        if (cause is AmazonClientException or InvalidOperationException or ProfileNotFoundException)
        {
            // The AWS SDK raises these before it asks KMS, most of all when it finds no credentials.
            return new KmsException(
                ErrorIds.AwsCredentialsMissing, DataKeyFailureReason.AccessDenied, $"{operation} for '{keyId}' could not be sent: {cause.Message}", requestId: null, cause);
        }

        if (Broken(cause) is { } broken)
        {
            return new KmsException(
                ErrorIds.KmsUnreachable, DataKeyFailureReason.Network, $"{operation} for '{keyId}': {endpoint} cannot be reached: {broken.Message}", requestId, cause);
        }

        return cause is AmazonUnmarshallingException
            ? new KmsException(
                ErrorIds.KmsBadAnswer,
                DataKeyFailureReason.ServiceFailed,
                $"{operation} for '{keyId}': the answer of {endpoint} cannot be read (request id {requestId ?? "not told"}). It was not used.",
                requestId,
                cause)
            : new KmsException(
                ErrorIds.KmsRefused, DataKeyFailureReason.ServiceFailed, $"{operation} for '{keyId}' at {endpoint} failed: {cause.Message}", requestId, cause);
    }

    private static DataKeyFailureReason ReasonOf(AmazonServiceException exception) => exception.ErrorCode switch
    {
        "AccessDeniedException" or "AccessDenied" or "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException"
            or "SignatureDoesNotMatch" or "ExpiredTokenException" or "ExpiredToken" or "MissingAuthenticationTokenException"
            or "MissingAuthenticationToken" or "IncompleteSignature" or "NotAuthorized"
            or "InvalidAccessKeyId" or "InvalidGrantTokenException" or "OptInRequired" => DataKeyFailureReason.AccessDenied,
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

    /// <summary>What broke the connection, or kept it from being made: the innermost of these; null when something else is the cause.</summary>
    private static Exception? Broken(Exception? exception)
    {
        Exception? broken = null;
        for (; exception is not null; exception = exception.InnerException)
        {
            broken = exception is HttpRequestException or IOException or SocketException ? exception : broken;
        }

        return broken;
    }
}
